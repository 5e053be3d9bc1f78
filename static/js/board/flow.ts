// How the ranking moved, as competition/web/public/flow.py sees it (tests/vectors/pictures.json).
import { flowPath } from './geometry';
import type { TradeRow } from './shapes';

const PODIUM = 3;
const LEAST_MOVE = 2;

export interface Line {
  readonly id: string;
  readonly ranks: readonly number[];
  readonly kind: string;
}

/** The lines by rank; none before the first session is closed. */
export function flowLines(rows: readonly TradeRow[]): Line[] {
  const ranked = rows.filter((row) => row.rank !== null && row.trend.length > 0);
  const width = Math.max(0, ...ranked.map((row) => row.trend.length));
  if (width < 2 || ranked.length < 2) return [];
  const tracks = ranked.map((row, place) => track(row, place + 1, width, ranked.length));
  const risen = most(ranked, tracks, 1);
  const fallen = most(ranked, tracks, -1);
  return ranked.map((row, place) => {
    const rank = row.rank ?? 0;
    const kind = rank <= PODIUM ? `f${rank}` : place === risen ? 'rise' : place === fallen ? 'hot' : '';
    return { id: row.id, ranks: tracks[place] ?? [], kind };
  });
}

function track(row: TradeRow, place: number, width: number, count: number): number[] {
  const first = row.trend[0] ?? place;
  const known = [...Array<number>(width - row.trend.length).fill(first), ...row.trend];
  return [...known.slice(0, -1).map((rank) => Math.min(rank, count)), place];
}

function most(rows: readonly TradeRow[], tracks: readonly (readonly number[])[], sign: number): number | null {
  let best = 0;
  let found: number | null = null;
  rows.forEach((row, place) => {
    const ranks = tracks[place] ?? [];
    const move = sign * ((ranks[0] ?? 0) - (ranks.at(-1) ?? 0));
    if ((row.rank ?? 0) > PODIUM && move > best) [best, found] = [move, place];
  });
  return best >= LEAST_MOVE ? found : null;
}

/** Tell whether there is something to draw and no picture yet. */
export function flowGap(picture: Element | null, rows: readonly TradeRow[]): boolean {
  return picture === null && flowLines(rows).length > 0;
}

/** Draw the lines anew where the picture has the same entries and columns. Return false when it has not. */
export function redrawFlow(picture: Element, rows: readonly TradeRow[]): boolean {
  const lines = flowLines(rows);
  const svg = picture.querySelector('svg');
  const labels = picture.querySelector('.bumplabels');
  const paths = new Map([...picture.querySelectorAll<SVGPathElement>('path[data-line]')].map((path) => [path.dataset['line'], path]));
  const names = new Map([...picture.querySelectorAll<HTMLElement>('li[data-line]')].map((name) => [name.dataset['line'], name]));
  const columns = picture.querySelectorAll('.bumpx li').length;
  if (!svg || !labels || lines.length !== paths.size || lines.some((line) => !paths.has(line.id))) return false;
  if (lines.some((line) => line.ranks.length !== columns)) return false;
  for (const line of [...lines].reverse()) {
    const path = paths.get(line.id) as SVGPathElement;
    path.setAttribute('class', line.kind ? `l hot ${line.kind}` : 'l');
    path.setAttribute('d', flowPath(line.ranks, lines.length));
    svg.append(path);
  }
  for (const line of lines) labels.append(names.get(line.id) as HTMLElement);
  return true;
}
