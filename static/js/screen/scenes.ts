// What a hall screen shows in turn, as competition/web/screen/scenes.py chooses it.
import type { HomeBody, HomeRow, MedalsBody } from '../board/shapes';

export const ROWS = 8;
export const MEDAL_ROWS = 10;
const MOST_BOARDS = 18;
const MEDALS = 'medals';
const SHOWN: ReadonlySet<string> = new Set(['live', 'frozen', 'official']);

/** One turn; null stands for the medal table. */
export type Scene = HomeRow | null;

/** The wished trades or all that are public, then the medal table if it has rows. */
export function playlist(home: HomeBody, medals: MedalsBody | null, wished: readonly string[]): Scene[] {
  const open = new Map(home.rows.filter((row) => SHOWN.has(row.state)).map((row) => [row.code, row]));
  const table: Scene[] = medals && medals.rows.length > 0 ? [null] : [];
  if (wished.length === 0) return [...[...open.values()].slice(0, MOST_BOARDS), ...table];
  const scenes: Scene[] = [];
  for (const code of new Set(wished)) {
    const row = open.get(code);
    if (code === MEDALS) scenes.push(...table);
    else if (row) scenes.push(row);
  }
  return scenes.slice(0, MOST_BOARDS);
}

/** How many pages so many rows need; a board without rows is one page. */
export function pagesOf(count: number, size: number): number {
  return Math.max(1, Math.ceil(count / size));
}

export interface Turn {
  /** The id of the scene's trade, "" for the medal table. */
  readonly scene: string;
  readonly page: number;
}

/** The turn after this one; a scene that has left the list makes way for the one that took its place. */
export function nextTurn(now: Turn, scenes: readonly Scene[], pages: (scene: Scene) => number, place: number): Turn & { place: number } {
  const at = scenes.findIndex((scene) => (scene?.id ?? '') === now.scene);
  const current = scenes[at];
  if (at >= 0 && current !== undefined && now.page < pages(current)) return { scene: now.scene, page: now.page + 1, place: at };
  const next = at >= 0 ? at + 1 : place;
  const index = scenes.length > 0 ? next % scenes.length : 0;
  return { scene: scenes[index]?.id ?? '', page: 1, place: index };
}
