import { describe, expect, test, vi } from 'vitest';
import type { Deeds } from '../../../static/js/scheme/grid_keys';

vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr', dataset: {} } });
const { pressed } = await import('../../../static/js/scheme/grid_keys');
const { GridState } = await import('../../../static/js/scheme/grid_state');
const { SchemeModel } = await import('../../../static/js/scheme/model');
const { readTable } = await import('../../../static/js/scheme/clipboard');
const { layoutOf, readList } = await import('../../../static/js/scheme/paste');
const { copied, isBlock, putBlock, putList } = await import('../../../static/js/scheme/putting');
const { DAYS, small } = await import('./drafts');

function desk() {
  const model = new SchemeModel(small(), DAYS);
  const grid = new GridState(model, 'en');
  const done: string[] = [];
  const deed = (name: string) => (by?: unknown): void => void done.push(by === undefined ? name : `${name} ${String(by)}`);
  const deeds: Deeds = {
    undo: deed('undo'),
    redo: deed('redo'),
    addRow: deed('row'),
    addSub: deed('sub'),
    remove: deed('remove'),
    move: deed('move'),
    nextProblem: deed('problem'),
    save: deed('save'),
    openForm: deed('form'),
    help: deed('help'),
  };
  /** Press keys such as "Shift+ArrowDown"; returns whether the last one meant something. */
  const press = (...keys: string[]): boolean => {
    let taken = false;
    for (const each of keys) {
      const parts = each.split('+');
      const has = (name: string): boolean => parts.includes(name);
      taken = pressed({ key: parts.at(-1) === '' ? '+' : parts.at(-1), ctrlKey: has('Ctrl'), shiftKey: has('Shift'), altKey: has('Alt'), metaKey: false, isComposing: false } as KeyboardEvent, grid, deeds);
    }
    return taken;
  };
  /** What the field of the active cell does while somebody types. */
  const type = (text: string): void => {
    grid.editing.value ??= 'replace';
    grid.typed = text;
  };
  const at = (row: string, column: number): void => grid.goTo({ row, column });
  const here = (): string => `${grid.spot().row} ${grid.spot().cell}`;
  return { model, grid, done, press, type, at, here };
}

describe('keys', () => {
  test('arrows go from cell to cell, and a name leads on into the descriptions below it', () => {
    const { press, at, here } = desk();
    at('a1', 3);
    press('ArrowRight');
    expect(here()).toBe('a1 sum');
    press('ArrowLeft');
    expect(here()).toBe('a1 name');
    press('ArrowDown');
    expect(here()).toBe('m1 description');
    press('ArrowLeft', 'ArrowLeft');
    expect(here()).toBe('m1 code');
    press('ArrowLeft', 'ArrowUp', 'ArrowUp', 'ArrowUp');
    expect(here()).toBe('a code');
    press('End', 'Ctrl+End');
    expect(here()).toBe('f47 max');
    press('Ctrl+Home', 'Ctrl+ArrowDown', 'Ctrl+ArrowDown');
    expect(here()).toBe('a2 sum');
  });

  test('typing replaces, arrows and Enter take it, Escape brings back', () => {
    const { model, press, type, at, here } = desk();
    const max = (id: string): unknown => model.row(id).value.kind === 'aspect' && (model.row(id).value as { max: string }).max;
    at('m1', 8);
    type('1');
    press('ArrowDown');
    expect([max('m1'), here()]).toEqual(['1.00', 'j1 max']);
    type('7');
    press('Escape');
    expect([max('j1'), here()]).toEqual(['1.00', 'j1 max']);
    type('1,25');
    press('Enter');
    expect([max('j1'), here()]).toEqual(['1.25', 'm2 max']);
    type('2');
    press('Tab');
    expect([max('m2'), here()]).toEqual(['2.00', 'a2 day']);
  });

  test('in the text itself arrows belong to the text', () => {
    const { grid, press, at } = desk();
    at('m1', 3);
    press('F2');
    expect(grid.editing.value).toBe('caret');
    expect([press('ArrowLeft'), press('ArrowDown'), press('Alt+Enter'), press('Ctrl+z')]).toEqual([false, false, false, false]);
    expect(press('Enter')).toBe(true);
    expect(grid.editing.value).toBeNull();
  });

  test('what is refused stays open and says why', () => {
    const { model, grid, press, type, at, here } = desk();
    at('m1', 2);
    type('x');
    press('Enter');
    expect([here(), grid.editing.value, grid.refusal.value?.code]).toEqual(['m1 type', 'replace', 'type_unknown']);
    at('j1', 2);
    expect(here()).toBe('m1 type');
    press('Escape');
    expect(grid.refusal.value).toBeNull();
    press(' ');
    expect(model.codes.value.get('m1')).toBe('A1.J1');
  });

  test('Tab goes over what cannot be filled in, and leaves the grid at its end or after Escape', () => {
    const { press, at, here } = desk();
    at('a', 0);
    press('Tab', 'Tab');
    expect(here()).toBe('a1 day');
    press('Shift+Tab', 'Shift+Tab');
    expect(here()).toBe('a code');
    expect(press('Shift+Tab')).toBe(false);
    at('f47', 8);
    expect(press('Tab')).toBe(false);
    at('m1', 3);
    press('Escape');
    expect(press('Tab')).toBe(false);
    expect(here()).toBe('m1 description');
  });

  test('name the deeds', () => {
    const { press, done, at } = desk();
    at('m1', 3);
    press('Ctrl+z', 'Ctrl+Shift+Z', 'Ctrl+y', 'Ctrl+Enter', 'Ctrl+Shift+Enter', 'Ctrl+Delete', 'Alt+ArrowUp', 'F8', 'Shift+F8', 'Shift+F2', 'F1', 'Ctrl+s');
    expect(done).toEqual(['undo', 'redo', 'redo', 'row', 'sub', 'remove', 'move -1', 'problem 1', 'problem -1', 'form', 'help', 'save']);
  });

  test('a method of input that composes keeps its keys', () => {
    const { grid } = desk();
    expect(pressed({ key: 'Enter', isComposing: true } as KeyboardEvent, grid, {} as Deeds)).toBe(false);
  });
});

describe('a range', () => {
  test('is marked with Shift, copied as a table, emptied and filled', () => {
    const { model, grid, press, at } = desk();
    at('m1', 6);
    press('Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowRight');
    expect(copied(grid)).toBe('1\t\t1.50\n1\t\t1.00');
    press('Delete');
    expect(model.document.value.criteria[0]?.sub_criteria[0]?.aspects.map((each) => `${each.section}/${each.max}`)).toEqual(['/', '/', '1/0.50']);
    at('m1', 8);
    grid.put('0.5');
    press('Shift+ArrowDown', 'Shift+ArrowDown', 'Ctrl+d');
    expect(model.document.value.criteria[0]?.sub_criteria[0]?.aspects.map((each) => each.max)).toEqual(['0.50', '0.50', '0.50']);
  });

  test('lets go when the person goes on', () => {
    const { grid, press, at } = desk();
    at('m1', 8);
    press('Shift+ArrowDown');
    expect(grid.markedLines().map((line) => line.id)).toEqual(['m1', 'j1']);
    press('ArrowDown');
    expect(grid.markedLines().map((line) => line.id)).toEqual(['m2']);
  });
});

describe('pasting', () => {
  const aspects = (model: InstanceType<typeof SchemeModel>, sub = 0) => model.document.value.criteria[0]?.sub_criteria[sub]?.aspects ?? [];

  test('a column goes into the rows below and adds what is lacking', () => {
    const { model, grid, at } = desk();
    at('j1', 8);
    const table = readTable('0,5\n1\n٠٫٢٥\nhalf\n');
    expect(isBlock(table, [])).toBe(true);
    expect(putBlock(grid, table)).toBe(0);
    expect(aspects(model).map((each) => each.max)).toEqual(['1.50', '0.50', '1.00', '0.25', 'half']);
    expect(aspects(model, 1).map((each) => each.max)).toEqual(['1.00']);
    model.undo();
    expect(model.document.value).toEqual(small());
  });

  test('one cell fills everything that is marked; what does not fit is left', () => {
    const { model, grid, press, at } = desk();
    at('m1', 2);
    press('Shift+ArrowDown', 'Shift+ArrowDown');
    expect(putBlock(grid, [['J']])).toBe(0);
    expect(aspects(model).map((each) => each.type)).toEqual(['J', 'J', 'J']);
    expect(putBlock(grid, [['?']])).toBe(3);
  });

  test('a list goes below the row, or over it and those that follow', () => {
    const { model, grid, at } = desk();
    const table = readTable('M\tCable\t0.5\tno ends\nJ\tLook\t1\t');
    expect(isBlock(table, [])).toBe(false);
    const found = readList(table, layoutOf(table, ['1', '2']), 'en');
    at('m1', 3);
    putList(grid, found, false);
    expect(aspects(model).map((each) => each.description['en'])).toEqual(['Aspect m1', 'Cable', 'Look', 'Aspect j1', 'Aspect m2']);
    expect(grid.spot()).toEqual({ row: aspects(model)[1]?.id, cell: 'description' });
    model.undo();
    at('m2', 3);
    putList(grid, found, true);
    expect(aspects(model).map((each) => [each.type, each.description['en'], each.section])).toEqual([
      ['M', 'Aspect m1', '1'],
      ['J', 'Aspect j1', '1'],
      ['M', 'Cable', '1'],
      ['J', 'Look', ''],
    ]);
  });

  test('a list with sub-criteria brings them along', () => {
    const { model, grid, at } = desk();
    const table = readTable('A7\tTests\t2\t\t\t\n\t\t\tM\tPowers up\t2');
    at('a1', 3);
    putList(grid, readList(table, layoutOf(table, []), 'en'), false);
    expect(model.document.value.criteria[0]?.sub_criteria.map((sub) => [sub.code, sub.name['en'] ?? sub.name['zh'], sub.day, sub.aspects.length])).toEqual([
      ['A1', 'Panel', 1, 3],
      ['A2', 'Tests', 2, 1],
      ['A3', '测试', 2, 1],
    ]);
  });
});
