// Fill the rows that the server's macros have drawn (templates/components/board.html, home.html, screen.html).
import { t } from '../i18n';
import { flagUrl } from '../page';
import { attribute, field, language, place, shown, write, writeWords } from './fields';
import { gaugeWidth, ruleTicks, ruleWidth, spark } from './geometry';
import type { HomeRow, Medal, MedalsRow, TeamHead, TradeBody, TradeRow } from './shapes';
import { below, figures, part, parts, words } from './venue';

const NOBODY: TeamHead = { code: '', name: {}, flag: '' };
const MINUS = '−';
const METAL_PLACE: Readonly<Record<string, number>> = { gold: 1, silver: 2, bronze: 3 };

/** The class of a row: the block it stands on. While marking goes on its place, officially its medal. */
export function standClass(row: TradeRow, official: boolean): string {
  if (!official) return `place${row.rank ?? ''}`;
  return `place${METAL_PLACE[row.medal ?? ''] ?? ''}`;
}

/** Fill a row of the board table. */
export function fillBoardRow(element: HTMLElement, row: TradeRow, board: TradeBody, ranked: number): void {
  fillPlace(element, row, board);
  fillPerson(element, row);
  write(element, 'behind', behindWords(row));
  const cells = element.querySelectorAll<HTMLElement>('[data-field="mark"]');
  board.criteria.forEach((criterion, index) => {
    const cell = cells[index];
    if (cell) fillMark(cell, row.marks[index] ?? null, criterion.max, row.best[index] ?? false);
  });
  write(element, 'done', `${figures.number(row.done)}/${figures.number(row.of)}`);
  fillRule(element.querySelector('.prog .rule'), row);
  fillTrend(field(element, 'trend'), row, ranked);
}

/** Fill a row of the hall screen. */
export function fillScreenRow(element: HTMLElement, row: TradeRow, board: TradeBody): void {
  fillPlace(element, row, board);
  fillPerson(element, row);
  fillRule(element.querySelector('.rule'), row);
}

function fillRule(rule: Element | null, row: TradeRow): void {
  attribute(rule?.querySelector('.done') ?? null, 'width', ruleWidth(row.done, row.of));
  attribute(rule?.querySelector('.tick') ?? null, 'd', ruleTicks(row.of));
}

function fillPlace(element: HTMLElement, row: TradeRow, board: TradeBody): void {
  const official = board.state === 'official';
  const stand = standClass(row, official);
  for (const name of [...element.classList]) if (/^place/.test(name) && name !== stand) element.classList.remove(name);
  element.classList.add(stand);
  write(element, 'rank', row.rank === null ? '–' : figures.number(row.rank));
  shown(field(element, 'shared'), row.shared);
  write(element, 'total', figures.mark(row.total));
  if (!official) fillChange(field(element, 'change'), row.change);
  else if (row.medal) fillMedal(field(element, 'change'), row.medal);
  else place(field(element, 'change'), '', () => null);
}

function fillChange(cell: HTMLElement | null, change: number | null): void {
  const kind = change === null ? '' : change > 0 ? 'change-up' : change < 0 ? 'change-down' : 'change-same';
  const piece = place(cell, kind, () => part(kind));
  if (piece) write(piece, 'by', figures.number(Math.abs(change ?? 0)));
}

function fillMedal(cell: HTMLElement | null, medal: Medal): void {
  if (!cell || cell.querySelector(`.m${METAL_PLACE[medal] ?? 4}`)) return;
  cell.dataset['kind'] = `medal-${medal}`;
  cell.replaceChildren(parts(`medal-${medal}`));
}

function fillPerson(element: HTMLElement, row: TradeRow): void {
  write(element, 'native', row.native);
  const native = field(element, 'native');
  if (native) language(native, row.native_lang);
  write(element, 'latin', row.latin);
  shown(field(element, 'latin')?.parentElement ?? null, row.latin !== '' && row.latin !== row.native);
  fillPhotos(field(element, 'photos'), row.photos ?? []);
  // Under a blind code there is no team; its flag waits, hidden, for the code to be opened.
  shown(field(element, 'flag'), row.team !== null);
  fillTeam(element, row.team ?? NOBODY);
}

/** Photos of those who agreed to be seen; the address before their ids stands at the table. */
function fillPhotos(place: HTMLElement | null, ids: readonly string[]): void {
  const base = document.querySelector<HTMLElement>('[data-photos]')?.dataset['photos'];
  if (!place || base === undefined) return;
  const wanted = ids.map((id) => base + id);
  const there = [...place.children].map((image) => image.getAttribute('src'));
  if (wanted.join() === there.join()) return;
  place.replaceChildren(
    ...wanted.map((src) => {
      const image = new Image(36, 44);
      image.alt = '';
      image.src = src;
      return image;
    }),
  );
}

function fillTeam(element: Element, team: TeamHead): void {
  attribute(field(element, 'flag'), 'src', flagUrl(team.flag || 'xx'));
  write(element, 'code', team.code);
  writeWords(element, 'name', words(team.name));
}

function fillMark(cell: HTMLElement, mark: string | null, max: string, best: boolean): void {
  write(cell, 'figure', figures.mark(mark));
  const figure = cell.querySelector('[data-field="figure"]');
  if (mark === null) attribute(figure, 'title', t('not marked yet'));
  else figure?.removeAttribute('title');
  cell.classList.toggle('best', best);
  cell.classList.toggle('none', mark === null);
  attribute(cell.querySelector('.gauge .on'), 'width', gaugeWidth(mark, max));
}

function fillTrend(cell: HTMLElement | null, row: TradeRow, ranked: number): void {
  const drawn = spark(row.trend, ranked);
  if (!cell) return;
  if (!drawn) return cell.replaceChildren();
  if (!cell.firstElementChild) cell.append(part('spark'));
  attribute(cell.querySelector('path'), 'd', drawn.path);
  attribute(cell.querySelector('rect'), 'y', drawn.end);
}

function behindWords(row: TradeRow): string {
  if (row.rank === 1) return t('leader');
  return row.behind === null ? '' : MINUS + figures.mark(row.behind);
}

/** Fill a line of the medal table, on a page or on a screen. */
export function fillMedalRow(element: HTMLElement, row: MedalsRow): void {
  write(element, 'rank', figures.number(row.rank) + (row.shared ? '=' : ''));
  fillTeam(element, row.team);
  const line = below(row.team.name);
  writeWords(element, 'second', line);
  shown(field(element, 'second'), line !== null);
  for (const metal of ['gold', 'silver', 'bronze'] as const) {
    write(element, metal, figures.number(row[metal]));
    field(element, metal)?.classList.toggle('z', row[metal] === 0);
  }
  write(element, 'all', figures.number(row.all));
  const link = element.querySelector<HTMLAnchorElement>('a[data-field="team"]');
  if (link) attribute(link, 'href', (link.getAttribute('href') ?? '').replace(/[^/]*\/$/, `${encodeURIComponent(row.team.code)}/`));
}

const TILE_KIND: Readonly<Record<string, string>> = { hidden: 'none', progress: 'marking' };

/** Fill the tile of a trade. The note of a trade without figures stays as the server wrote it. */
export function fillTile(element: HTMLElement, row: HomeRow): void {
  if (element.dataset['state'] !== row.state) {
    element.dataset['state'] = row.state;
    element.className = `trade is-${TILE_KIND[row.state] ?? row.state}`;
    place(field(element, 'state'), row.state, () => part(`state-${row.state}`));
  }
  write(element, 'marked', row.marked === null ? '' : figures.percent(row.marked));
  attribute(element.querySelector('.rule .done'), 'width', ruleWidth(row.marked ?? 0, 100));
  const who = field(element, 'who');
  if (!who) return;
  if (row.podium.length > 0) fillPodium(who, row);
  else if (row.leader) fillLeader(who, row.leader, row.state === 'frozen' ? 'led' : 'leads');
  else if (!who.querySelector('.none')) who.replaceChildren();
}

function fillLeader(who: HTMLElement, leader: TeamHead, kind: 'leads' | 'led'): void {
  const there = who.querySelector('.leader:not(.none)');
  if (there && who.dataset['kind'] === undefined) who.dataset['kind'] = kind;
  const piece = place(who, kind, () => part(kind));
  if (piece) fillTeam(piece, leader);
}

function fillPodium(who: HTMLElement, row: HomeRow): void {
  const pieces = row.podium.map((prize) => {
    const piece = part(`prize-${prize.medal}`, 'i');
    fillTeam(piece, prize.team);
    return piece;
  });
  const pods = document.createElement('span');
  pods.className = 'pods';
  pods.append(...pieces);
  if (who.firstElementChild?.isEqualNode(pods)) return;
  who.dataset['kind'] = 'podium';
  who.replaceChildren(pods);
}
