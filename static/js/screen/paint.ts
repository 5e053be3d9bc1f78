// Paint one page of a scene from the pieces that the server has drawn.
import { shown, write, writeWords } from '../board/fields';
import { fillMedalRow, fillScreenRow } from '../board/render';
import { syncRows } from '../board/rows';
import type { BoardState, HomeRow, Label, MedalsBody, MedalsRow, Text, TradeBody, TradeRow } from '../board/shapes';
import { below, clockOffset, figures, part, parts, words } from '../board/venue';
import { t } from '../i18n';
import { MEDAL_ROWS, pagesOf, ROWS, type Scene } from './scenes';

export interface View {
  readonly scene: Scene;
  readonly page: number;
  readonly next: Scene | undefined;
  readonly at: number;
}

/** Put a scene of a kind on the screen unless it is there. */
function setStage(kind: string): void {
  if (document.body.dataset['scene'] === kind) return;
  const foot = document.querySelector('body > footer');
  for (const element of [...document.body.children]) {
    if (element.matches('header, ol, .mhead, .soon')) element.remove();
  }
  document.body.insertBefore(parts(`scene-${kind}`), foot);
  document.body.dataset['scene'] = kind;
}

/** Paint a page of a trade's board. former: its rows when it was last painted here, null when the scene changes. */
export function paintTrade(view: View, trade: HomeRow, board: TradeBody, former: readonly TradeRow[] | null): void {
  setStage('trade');
  const head = document.querySelector('body > header') as HTMLElement;
  write(head, 'code', trade.code);
  title(head, trade.name);
  badges(head, board.state, board.label, board.version);
  const ranked = board.rows.filter((row) => row.rank !== null);
  const before = new Map((former ?? []).map((row) => [row.id, row.rank]));
  const list = document.querySelector('body > [data-part="rows"]') as HTMLElement;
  if (former === null) list.replaceChildren();
  syncRows<TradeRow>(list, ranked.slice((view.page - 1) * ROWS, view.page * ROWS), {
    make: () => part('row'),
    fill: (element, row) => fillScreenRow(element, row, board),
    stands: (row) => (row.rank ?? 0) < (before.get(row.id) ?? 0),
  });
  foot(view, pagesOf(ranked.length, ROWS));
}

/** Paint a page of the medal table. */
export function paintMedals(view: View, body: MedalsBody, changed: boolean): void {
  setStage('medals');
  const badge = document.querySelector('[data-field="official"] .badge');
  const count = t('%(done)s of %(all)s trades official', { done: figures.number(body.official), all: figures.number(body.of) });
  if (badge && badge.textContent !== count) badge.textContent = count;
  const list = document.querySelector('body > [data-part="rows"]') as HTMLElement;
  if (changed) list.replaceChildren();
  syncRows<MedalsRow>(list, body.rows.slice((view.page - 1) * MEDAL_ROWS, view.page * MEDAL_ROWS), {
    make: () => part('medal-row'),
    fill: (element, row) => fillMedalRow(element, row),
    stands: () => false,
  });
  foot(view, pagesOf(body.rows.length, MEDAL_ROWS));
}

/** Say that nothing is public yet. */
export function paintNothing(view: View): void {
  setStage('none');
  foot(view, 1);
}

function title(head: HTMLElement, name: Text): void {
  const heading = head.querySelector('h1');
  if (heading) {
    const chosen = words(name);
    heading.dataset['field'] = 'title';
    writeWords(heading, 'title', chosen);
  }
  const line = below(name);
  const second = head.querySelector<HTMLElement>('.second') ?? heading?.insertAdjacentElement('afterend', document.createElement('p'));
  if (!(second instanceof HTMLElement)) return;
  second.className = 'second';
  second.dataset['field'] = 'below';
  writeWords(second, 'below', line);
  shown(second, line !== null);
}

function badges(head: HTMLElement, state: BoardState, label: Label, version: number): void {
  const right = head.querySelector<HTMLElement>('.right');
  const freezes = state === 'live' ? freezeTime() : null;
  const kind = `${state}.${label}.${version}.${freezes ?? ''}`;
  if (!right || right.dataset['kind'] === kind) return;
  right.dataset['kind'] = kind;
  const badge = part(`label-${label}`);
  if (label === 'corrected') {
    const text = [...badge.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    if (text) text.textContent = t('Corrected, version %(version)s', { version: figures.number(version) });
  }
  right.replaceChildren(badge);
  if (state !== 'frozen' && freezes === null) return;
  const frost = part('frozen');
  if (freezes !== null) write(frost, 'frozen', t('Freezes at %(time)s', { time: figures.time(freezes) }));
  right.append(frost);
}

function freezeTime(): number | null {
  const moment = Date.parse(document.body.dataset['freeze'] ?? '');
  return Number.isFinite(moment) && moment > Date.now() + clockOffset ? moment : null;
}

function foot(view: View, pages: number): void {
  const there = document.querySelector('body > footer');
  if (!there) return;
  const live = there.querySelector('[data-at]');
  live?.setAttribute('data-at', String(Math.round(view.at)));
  const next = there.querySelector<HTMLElement>('.push');
  if (next) next.textContent = view.next === undefined ? '' : t('Next: %(what)s', { what: sceneTitle(view.next) });
  const wanted = pages > 1 ? figures.number(view.page) + '/' + figures.number(pages) : '';
  if ((there.querySelector(':scope > b')?.textContent ?? '') === wanted) return;
  there.querySelector('.pages')?.remove();
  there.querySelector(':scope > b')?.remove();
  if (pages < 2) return;
  const list = part('foot', '.pages');
  list.setAttribute('aria-label', t('page %(page)s of %(pages)s', { page: figures.number(view.page), pages: figures.number(pages) }));
  list.replaceChildren(
    ...Array.from({ length: pages }, (_, index) => {
      const dot = document.createElement('li');
      if (index + 1 === view.page) dot.setAttribute('aria-current', 'page');
      return dot;
    }),
  );
  const number = part('foot', 'footer > b');
  number.textContent = wanted;
  there.append(list, number);
}

function sceneTitle(scene: Scene): string {
  return scene === null ? t('Medal table') : words(scene.name).text;
}
