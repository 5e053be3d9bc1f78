// What a page cannot fill in by itself (another state, other columns) comes from the server: its regions are exchanged.
import { age } from '../behaviours/age';
import { attachAll } from '../behaviours/attach';

const SPREAD_MS = 2_500;

let waiting: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | undefined;

/** Fetch the page after a while of its own, so that a crowd does not come at once; then call back. */
export function refreshSoon(done: () => void, spread = SPREAD_MS): void {
  if (waiting !== undefined) return;
  waiting = setTimeout(() => {
    waiting = undefined;
    void refreshNow(location.href).then((worked) => (worked ? done() : refreshSoon(done, 4 * SPREAD_MS)));
  }, Math.random() * spread);
}

/** Exchange the regions of this page for those of an address. Return false when nothing could be exchanged. */
export async function refreshNow(address: string): Promise<boolean> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: 'text/html' } });
    if (!answer.ok) return false;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return running === mine && exchange(next);
  } catch {
    return false;
  }
}

function exchange(next: Document): boolean {
  // Another clock or zone of the event: every time on the page is another one.
  const { clock, timezone } = document.body.dataset;
  if (next.body.dataset['clock'] !== clock || next.body.dataset['timezone'] !== timezone) {
    location.reload();
    return false;
  }
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  let exchanged = false;
  for (const region of regions) {
    const fresh = next.querySelector(`[data-region="${region.dataset['region']}"]`);
    if (!fresh) continue;
    region.replaceWith(document.importNode(fresh, true));
    exchanged = true;
  }
  for (const template of document.querySelectorAll<HTMLTemplateElement>('template[data-part]')) {
    const fresh = next.querySelector(`template[data-part="${template.dataset['part']}"]`);
    if (fresh && !template.closest('[data-region]')) template.replaceWith(document.importNode(fresh, true));
  }
  if (next.title) document.title = next.title;
  attachAll(document, { age });
  return exchanged;
}
