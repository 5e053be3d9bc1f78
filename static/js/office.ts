// The office refreshes itself: a hint that something moved, or the clock when sockets fail, fetches the same page again
// and swaps the elements that carry data-live. Without script the page is a plain page.
import { io } from 'socket.io-client';
import { attachAll } from './behaviours/attach';
import { age } from './behaviours/age';
import { Pace } from './office/pace';
import { swapLive } from './office/swap';
import { t } from './i18n';

const LEAST_MS = 2000;
const POLL_MS = 15_000;
const STALE_MS = 45_000;

let freshAt = Date.now();
let isConnected = false;

/** Fetch this page and put what is new in place; a page that answers with something else is left alone. */
async function refresh(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'manual' });
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (swapLive(document, next) === 0) return;
  freshAt = Date.now();
  attachAll(document, { age });
  tellAge();
}

/** Say so when nothing was heard for long. */
function tellAge(): void {
  const isStale = Date.now() - freshAt > STALE_MS;
  for (const mark of document.querySelectorAll<HTMLElement>('[data-part="live"]')) {
    if (mark.classList.contains('stale') === isStale) continue;
    mark.classList.toggle('stale', isStale);
    const word = mark.firstChild;
    if (word instanceof Text) word.data = isStale ? t('Stale') : t('Live');
  }
}

const pace = new Pace(refresh, LEAST_MS);
const hint = (): void => {
  if (!document.hidden) pace.ask();
};

if (document.querySelector('[data-live]')) {
  const socket = io('/office', { reconnectionDelayMax: 10_000 });
  socket.on('connect', () => {
    isConnected = true;
    hint();
  });
  socket.on('disconnect', () => {
    isConnected = false;
  });
  socket.on('sheet', hint);
  socket.on('board', hint);
  setInterval(() => {
    // A hint may get lost, and some things move without one: connected pages look less often.
    if (!isConnected || Date.now() - freshAt > 2 * POLL_MS) hint();
    tellAge();
  }, POLL_MS);
  document.addEventListener('visibilitychange', hint);
}
