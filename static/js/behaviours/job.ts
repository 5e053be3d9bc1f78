// Follow a piece of work: the rule and the words at every look, the voice only when the words change their kind or a
// quarter more is done. When it has ended, go where it leads, or load the page that says how it ended.

const LOOK_MS = 700;
const AWAY_MS = 5000;
const QUARTER = 25;

export interface Progress {
  readonly state: string;
  readonly percent: number | null;
  readonly figure: string;
  readonly words: string;
  readonly next: string;
}

/** Tell whether a step is worth saying aloud: another state, or a quarter more. */
export function isNews(spoken: Progress | null, now: Progress): boolean {
  if (spoken === null || spoken.state !== now.state) return true;
  return Math.floor((now.percent ?? 0) / QUARTER) !== Math.floor((spoken.percent ?? 0) / QUARTER);
}

/** Draw a step. */
export function paint(element: HTMLElement, now: Progress): void {
  const part = (name: string): HTMLElement | null => element.querySelector(`[data-part="${name}"]`);
  const words = part('words');
  if (words && words.textContent !== now.words) words.textContent = now.words;
  const figure = part('figure');
  if (figure) figure.textContent = now.figure;
  const rule = element.querySelector('[role="progressbar"]');
  rule?.classList.toggle('unknown', now.percent === null);
  if (now.percent === null) {
    rule?.removeAttribute('aria-valuenow');
    return;
  }
  rule?.setAttribute('aria-valuenow', String(now.percent));
  rule?.querySelector('.done')?.setAttribute('width', String(now.percent));
}

/** Look until it has ended. */
export function job(element: HTMLElement): void {
  const address = element.dataset['progress'];
  const isOpen = (state: string | undefined): boolean => state === 'waiting' || state === 'running';
  if (!address || !isOpen(element.dataset['state'])) return;
  const spoken = element.querySelector('[data-part="spoken"]');
  let last: Progress | null = null;
  const look = async (): Promise<void> => {
    if (!element.isConnected) return;
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' } });
      if (answer.ok) {
        const now = (await answer.json()) as Progress;
        if (!isOpen(now.state)) {
          if (now.next) location.replace(now.next);
          else location.reload();
          return;
        }
        paint(element, now);
        if (isNews(last, now)) {
          last = now;
          if (spoken) spoken.textContent = now.words;
        }
      }
    } catch {
      // The network is away; the work goes on without us.
    }
    setTimeout(() => void look(), document.hidden ? AWAY_MS : LOOK_MS);
  };
  void look();
}
