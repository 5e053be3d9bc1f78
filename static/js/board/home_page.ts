// The event's home: tiles follow the trades, the floor follows the clock, the search follows the typing.
import { t } from '../i18n';
import { attribute } from './fields';
import { Freshness } from './freshness';
import { ruleWidth } from './geometry';
import { watchBoard } from './live';
import { medalsPage } from './medals_page';
import { refreshNow, refreshSoon } from './refresh';
import { fillTile } from './render';
import type { HomeBody } from './shapes';
import type { BoardDocument } from './types';
import { clockOffset, embedded, figures } from './venue';

const MEDAL_LINES = 5;
const TICK_MS = 10_000;
const TYPING_MS = 250;
const BOUNDARY_SPREAD_MS = 15_000;

/** Watch the event. */
export function homePage(): void {
  const start = embedded<BoardDocument<HomeBody>>('document');
  if (!start) return;
  let held = start;
  const freshness = new Freshness();
  const draw = (): void => drawTiles(held.body);
  medalsPage('medals', MEDAL_LINES, null);
  watchBoard(
    start.board,
    start,
    (document) => {
      const before = held;
      held = document as unknown as BoardDocument<HomeBody>;
      draw();
      freshness.show(held);
      if (frameOf(held.body) !== frameOf(before.body)) refreshSoon(draw);
    },
    (status) => freshness.tell(status),
  );
  liveSearch(draw);
  let before = eventNow();
  setInterval(() => {
    const now = eventNow();
    tick(now);
    if (boundaries(held.body).some((moment) => before < moment && moment <= now)) refreshSoon(draw, BOUNDARY_SPREAD_MS);
    before = now;
  }, TICK_MS);
}

function eventNow(): number {
  return Date.now() + clockOffset;
}

function drawTiles(home: HomeBody): void {
  for (const row of home.rows) {
    const tile = document.querySelector<HTMLElement>(`[data-part="tiles"] > [data-row="${row.id}"]`);
    if (tile) fillTile(tile, row);
  }
}

/** What the server has to draw: other trades or days, or a trade that opened or closed and so has another note. */
function frameOf(home: HomeBody): string {
  const tiles = home.rows.map((row) => [row.id, row.name, row.state, row.sessions, row.leader === null]);
  return JSON.stringify([tiles, home.days, home.items, home.event, home.counts]);
}

/** The moments at which something begins or ends. */
export function boundaries(home: HomeBody): number[] {
  const planned = [...home.items, ...home.rows.flatMap((row) => row.sessions)];
  return [...new Set(planned.flatMap((each) => [Date.parse(each.starts), Date.parse(each.ends)]))];
}

/** Move the clock of the day and the rules of the sessions that are on. */
function tick(now: number): void {
  const day = document.querySelector<HTMLElement>('[data-field="now"]');
  if (day) {
    const words = t('Day %(number)s, now %(time)s', { number: day.dataset['day'] ?? '', time: figures.time(now) });
    if (day.textContent !== words) day.textContent = words;
  }
  for (const item of document.querySelectorAll<HTMLElement>('[data-part="floor"] [data-starts]')) {
    const starts = Date.parse(item.dataset['starts'] ?? '');
    const ends = Date.parse(item.dataset['ends'] ?? '');
    const share = Math.floor(Math.max(0, Math.min(100, (100 * (now - starts)) / (ends - starts))));
    if (Number.isFinite(share)) attribute(item.querySelector('.done'), 'width', ruleWidth(share, 100));
  }
}

/** Show what is found while a person types; the address follows, so that it can be kept and shared. */
function liveSearch(drawn: () => void): void {
  const form = document.querySelector<HTMLFormElement>('form.find');
  const input = form?.querySelector<HTMLInputElement>('input[type="search"]');
  if (!form || !input) return;
  let typing: ReturnType<typeof setTimeout> | undefined;
  const search = (): void => {
    const address = new URL(form.action);
    const query = input.value.trim();
    if (query) address.searchParams.set('q', query);
    history.replaceState(null, '', address);
    void refreshNow(address.href).then((worked) => {
      if (worked) drawn();
    });
  };
  input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    search();
  });
}
