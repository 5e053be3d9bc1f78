// The page with the picture that tablets scan: every two seconds it asks how many have, and says so.
import { figuresFor } from '../board/figures';
import { lang } from '../page';
import { t, tn } from '../i18n';

const EVERY_MS = 2000;
const SOON_SECONDS = 300;

export interface Count {
  readonly open: boolean;
  readonly count: number;
  readonly latest: readonly string[];
  readonly seconds: number;
}

/** Return what is said of the time that is left. */
export function leftWords(seconds: number): string {
  const minutes = Math.max(0, Math.ceil(seconds / 60));
  return tn('The picture works for %(num)s more minute.', 'The picture works for %(num)s more minutes.', minutes, {
    num: figuresFor(lang, 'UTC').number(minutes),
  });
}

/** Keep the count up to date until the enrolment ends. */
export function enrolment(element: HTMLElement): void {
  const address = element.dataset['address'] ?? '';
  const part = (name: string): HTMLElement | null => element.querySelector(`[data-part="${name}"]`);
  let shown = -1;

  const show = (now: Count): void => {
    if (now.count !== shown && shown >= 0) {
      const said = part('said');
      if (said) said.textContent = t('%(tablet)s is enrolled', { tablet: now.latest[0] ?? '' });
    }
    shown = now.count;
    const count = part('count');
    if (count) count.textContent = figuresFor(lang, 'UTC').number(now.count);
    part('latest')?.replaceChildren(
      ...now.latest.map((name) => {
        const line = document.createElement('li');
        line.textContent = name;
        return line;
      }),
    );
    const until = part('until');
    if (until && now.seconds < SOON_SECONDS) until.textContent = leftWords(now.seconds);
  };

  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' } });
      if (!answer.ok) return;
      const now = (await answer.json()) as Count;
      if (!now.open) {
        location.reload();
        return;
      }
      show(now);
    } catch {
      // The network of a hall comes and goes; the next question may get through.
    }
  };
  setInterval(() => {
    if (!document.hidden) void ask();
  }, EVERY_MS);
  void ask();
}
