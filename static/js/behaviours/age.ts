// How old a figure is: data-at holds Unix milliseconds; the words follow the clock once a second. Past a day the words of
// the server stay.
import { t } from '../i18n';
import { locale } from '../page';

const SECOND = 1000;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Say how long ago a moment was, null past a day; below zero counts as now, since clocks differ. */
export function ageWords(at: number, now: number, write: Intl.NumberFormat): string | null {
  const seconds = Math.max(0, Math.round((now - at) / SECOND));
  if (seconds < MINUTE) return t('updated %(seconds)s s ago', { seconds: write.format(seconds) });
  if (seconds < HOUR) return t('updated %(minutes)s min ago', { minutes: write.format(Math.floor(seconds / MINUTE)) });
  if (seconds >= DAY) return null;
  return t('updated %(hours)s h ago', { hours: write.format(Math.floor(seconds / HOUR)) });
}

/** Keep an age fresh; a new data-at is taken up at the next second. */
export function age(element: HTMLElement): void {
  const write = new Intl.NumberFormat(locale);
  const tell = (): void => {
    const at = Number(element.dataset['at']);
    if (!Number.isFinite(at) || at <= 0) return;
    const words = ageWords(at, Date.now(), write);
    if (words !== null && element.textContent !== words) element.textContent = words;
  };
  const timer = setInterval(() => (element.isConnected ? tell() : clearInterval(timer)), SECOND);
  tell();
}
