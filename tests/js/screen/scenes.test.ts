import { describe, expect, it } from 'vitest';
import type { BoardState, HomeBody, MedalsBody } from '../../../static/js/board/shapes';
import { nextTurn, pagesOf, playlist, type Scene } from '../../../static/js/screen/scenes';

const states: readonly (readonly [string, BoardState])[] = [
  ['01', 'hidden'], ['04', 'live'], ['07', 'official'], ['10', 'frozen'], ['12', 'progress'],
];
const rows = states.map(([code, state]) => ({ id: `trade-${code}`, code, state, board: `board-${code}`, name: {} }));
const home = { kind: 'home', rows } as unknown as HomeBody;
const medals = (count: number): MedalsBody => ({ kind: 'medals', rows: Array.from({ length: count }, () => ({})) }) as unknown as MedalsBody;
const codes = (scenes: readonly Scene[]): string[] => scenes.map((scene) => scene?.code ?? 'medals');

describe('what a screen shows in turn', () => {
  it('is every public board and then the medal table', () => {
    expect(codes(playlist(home, medals(1), []))).toEqual(['04', '07', '10', 'medals']);
  });
  it('leaves the medal table out while it is empty', () => {
    expect(codes(playlist(home, medals(0), []))).toEqual(['04', '07', '10']);
  });
  it('is what was wished, in that order, once, and never what is not public', () => {
    expect(codes(playlist(home, medals(1), ['10', 'medals', '01', '04', '10', '99']))).toEqual(['10', 'medals', '04']);
  });
  it('never watches more boards than a viewer may', () => {
    const many = { rows: Array.from({ length: 40 }, (_, at) => ({ ...rows[1], id: `t${at}`, code: String(at) })) };
    expect(playlist(many as unknown as HomeBody, medals(1), [])).toHaveLength(19);
  });
});

describe('the next turn', () => {
  const scenes = playlist(home, medals(1), []);
  const pages = (scene: Scene): number => (scene?.code === '04' ? 2 : 1);

  it('is the next page, then the next scene, then the first again', () => {
    expect(nextTurn({ scene: 'trade-04', page: 1 }, scenes, pages, 0)).toEqual({ scene: 'trade-04', page: 2, place: 0 });
    expect(nextTurn({ scene: 'trade-04', page: 2 }, scenes, pages, 0)).toEqual({ scene: 'trade-07', page: 1, place: 1 });
    expect(nextTurn({ scene: '', page: 1 }, scenes, pages, 3)).toEqual({ scene: 'trade-04', page: 1, place: 0 });
  });
  it('goes on at its place when a scene has left the list', () => {
    const fewer = scenes.filter((scene) => scene?.code !== '07');
    expect(nextTurn({ scene: 'trade-07', page: 1 }, fewer, pages, 1)).toEqual({ scene: 'trade-10', page: 1, place: 1 });
  });
  it('waits when there is nothing', () => {
    expect(nextTurn({ scene: 'trade-07', page: 3 }, [], pages, 2)).toEqual({ scene: '', page: 1, place: 0 });
  });
  it('counts pages', () => {
    expect([0, 1, 8, 9, 24].map((count) => pagesOf(count, 8))).toEqual([1, 1, 1, 2, 3]);
  });
});
