// A form that is kept while somebody types: sent in the background a moment after the last change, with go=keep.
// The page says when it was kept, or that it was not; data-kept on the form is "no" while something is on its way.
import { t } from '../i18n';
import { locale } from '../page';

const PAUSE_MS = 1200;

/** Keep a form. data-part="kept" inside it is told. */
export function keep(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  // A page that answered a sent form would send that older state again on reload; what was kept since would be lost.
  history.replaceState(history.state, '', location.href);
  const told = element.querySelector<HTMLElement>('[data-part="kept"]');
  let timer = 0;
  let changed = false;
  let leaving = false;

  async function send(): Promise<void> {
    if (!changed || leaving) return;
    changed = false;
    clearTimeout(timer);
    const data = new FormData(element as HTMLFormElement);
    data.set('go', 'keep');
    try {
      const answer = await fetch((element as HTMLFormElement).action, { method: 'POST', body: data, redirect: 'manual', keepalive: true });
      if (!answer.ok) throw new Error(String(answer.status));
      if (!changed) element.dataset['kept'] = 'yes';
      tell(t('Kept at %(time)s.', { time: clock() }), false);
    } catch {
      if (leaving) return;
      changed = true;
      tell(t('Not kept: the server does not answer. Your words stay on this page.'), true);
    }
  }

  function tell(words: string, isFault: boolean): void {
    if (!told) return;
    told.textContent = words;
    told.classList.toggle('fault', isFault);
  }

  function later(): void {
    changed = true;
    element.dataset['kept'] = 'no';
    clearTimeout(timer);
    timer = window.setTimeout(() => void send(), PAUSE_MS);
  }

  element.addEventListener('input', later);
  element.addEventListener('rows', later, true);
  element.addEventListener('submit', () => {
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener('pageshow', () => {
    leaving = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void send();
  });
}

function clock(): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date());
}
