// Put the live parts of a newer copy of this page into it; what did not change keeps its elements, focus and scroll.

/** Swap every element with data-live for its newer self. Return how many the newer page has. */
export function swapLive(page: Document, newer: Document): number {
  const parts = [...newer.querySelectorAll<HTMLElement>('[data-live]')];
  for (const part of parts) {
    const name = part.dataset['live'] ?? '';
    const old = page.querySelector<HTMLElement>(`[data-live="${CSS.escape(name)}"]`);
    if (!old || old.innerHTML === part.innerHTML) continue;
    const focus = focusWithin(old);
    const scrolls = [...old.querySelectorAll<HTMLElement>('.scroll')].map((each) => each.scrollLeft);
    old.replaceChildren(...page.importNode(part, true).childNodes);
    [...old.querySelectorAll<HTMLElement>('.scroll')].forEach((each, place) => {
      each.scrollLeft = scrolls[place] ?? 0;
    });
    if (focus) refocus(old, focus);
  }
  return parts.length;
}

interface Focus {
  readonly href: string | null;
  readonly place: number;
}

const FOCUSABLE = 'a[href], button, input, select, summary, [tabindex]';

function focusWithin(part: HTMLElement): Focus | null {
  const active = part.ownerDocument.activeElement;
  if (!active || !part.contains(active)) return null;
  return { href: active.getAttribute('href'), place: [...part.querySelectorAll(FOCUSABLE)].indexOf(active) };
}

function refocus(part: HTMLElement, focus: Focus): void {
  const all = [...part.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const same = focus.href === null ? undefined : all.find((each) => each.getAttribute('href') === focus.href);
  (same ?? all[Math.min(focus.place, all.length - 1)])?.focus({ preventScroll: true });
}
