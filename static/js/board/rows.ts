// A list whose rows keep their identity: rows that moved glide to their place (FLIP), the others stay still.

export interface Item {
  readonly id: string;
}
export interface Rows<T extends Item> {
  /** Make the element of a row that the list does not have. */
  readonly make: (item: T) => HTMLElement;
  readonly fill: (element: HTMLElement, item: T) => void;
  /** True for a row to be told apart for a while. */
  readonly stands: (item: T) => boolean;
}

const TINT = 'moved';
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Bring a list to these items in this order. Return the ids that were not there before. */
export function syncRows<T extends Item>(list: Element, items: readonly T[], rows: Rows<T>): string[] {
  const there = new Map([...list.querySelectorAll<HTMLElement>(':scope > [data-row]')].map((row) => [row.dataset['row'] ?? '', row]));
  const before = new Map([...there].map(([id, row]) => [id, row.getBoundingClientRect().top]));
  const wanted = items.map((item) => {
    const row = there.get(item.id) ?? rows.make(item);
    row.dataset['row'] = item.id;
    rows.fill(row, item);
    if (rows.stands(item) && there.has(item.id)) tint(row);
    return row;
  });
  const kept = new Set(wanted);
  for (const row of there.values()) if (!kept.has(row)) row.remove();
  wanted.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  glide(wanted, before);
  return items.filter((item) => !there.has(item.id)).map((item) => item.id);
}

// Writes after all reads: one layout for the whole table.
function glide(wanted: readonly HTMLElement[], before: ReadonlyMap<string, number>): void {
  if (still.matches) return;
  const moves = wanted.map((row) => {
    const from = before.get(row.dataset['row'] ?? '');
    return from === undefined ? 0 : from - row.getBoundingClientRect().top;
  });
  const timing = getComputedStyle(document.documentElement).getPropertyValue('--move').trim();
  const [, time = '0', unit = 'ms'] = /^([\d.]+)(ms|s)/.exec(timing) ?? [];
  const duration = Number(time) * (unit === 's' ? 1000 : 1);
  const easing = timing.slice(timing.indexOf(' ') + 1) || 'ease-out';
  wanted.forEach((row, index) => {
    const by = moves[index] ?? 0;
    if (Math.abs(by) < 1 || duration === 0) return;
    row.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], { duration, easing });
  });
}

/** Keep the accent ground on a row for a moment; a row that moves again starts anew. */
function tint(row: HTMLElement): void {
  row.classList.remove(TINT);
  void row.offsetWidth;
  row.classList.add(TINT);
  row.addEventListener('animationend', () => row.classList.remove(TINT), { once: true });
}
