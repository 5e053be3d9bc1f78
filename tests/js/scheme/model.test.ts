import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effect } from '@preact/signals';
import { twoDecimals } from '../../../static/js/scheme/amounts';
import { textOf, withText } from '../../../static/js/scheme/cells';
import type { SchemeDocument } from '../../../static/js/scheme/document';
import { SchemeModel } from '../../../static/js/scheme/model';
import type { Line } from '../../../static/js/scheme/outline';
import { addAspect, addCriterion, addSub, moveLines, removeLines } from '../../../static/js/scheme/steps';
import { refusalOf } from '../../../static/js/judge/refusal';
import { DAYS, small } from './drafts';

const START = { row: 'm1', cell: 'max' } as const;

function open(document: SchemeDocument = small()) {
  const model = new SchemeModel(document, DAYS);
  const line = (id: string): Line => model.lines.value.find((each) => each.id === id) as Line;
  const type = (id: string, key: Parameters<typeof withText>[1], text: string): boolean =>
    model.edit((edit) => edit.put(withText(edit.row(id), key, text, 'en')), { row: id, cell: key });
  const codes = (): string => model.lines.value.map((each) => model.codes.value.get(each.id)).slice(0, 9).join(' ');
  return { model, line, type, codes };
}

describe('typing', () => {
  test('changes its row, the totals and the problems', () => {
    const { model, type } = open();
    type('m1', 'max', '1,25');
    expect(textOf(model.row('m1').value, 'max', 'en')).toBe('1.25');
    expect(twoDecimals(model.totals.value.total)).toBe('99.75');
    expect(model.problems.value.map((each) => each.code)).toEqual(['section_variation', 'total_not_100']);
  });

  test('keeps a mark that is no number, and tells it in its row', () => {
    const { model, type } = open();
    type('m1', 'max', 'half');
    expect(textOf(model.row('m1').value, 'max', 'en')).toBe('half');
    expect(model.problemsOf('m1').value.map((each) => each.code)).toEqual(['max_mark_not_number']);
  });

  test('in one language leaves the others', () => {
    const { model, type } = open();
    type('a2', 'name', 'Tests');
    expect(model.document.value.criteria[0]?.sub_criteria[1]?.name).toEqual({ zh: '测试', en: 'Tests' });
    type('a2', 'name', ' ');
    expect(model.document.value.criteria[0]?.sub_criteria[1]?.name).toEqual({ zh: '测试' });
  });

  test.each([
    ['type', 'q', 'type_unknown'],
    ['day', 'soon', 'day_invalid'],
    ['day', '0', 'day_invalid'],
    ['code', '7', 'letter_invalid'],
    ['section', 'x'.repeat(17), 'text_too_long'],
  ] as const)('%s refuses %s', (key, typed, code) => {
    const { model } = open();
    const row = model.row(key === 'day' ? 'a1' : key === 'code' ? 'a' : 'm1').value;
    expect(refusalOf(() => void withText(row, key, typed, 'en'))?.code).toBe(code);
  });

  test('wakes nobody who looks at another row', () => {
    const { model, type } = open();
    let woken = 0;
    const stop = [effect(() => void (model.row('m3').value, woken++)), effect(() => void (model.problemsOf('m3').value, woken++))];
    type('m1', 'max', '1.4');
    expect(woken).toBe(2);
    stop.forEach((each) => each());
  });
});

describe('rows', () => {
  test('an aspect is added below, of the same type, and the codes follow', () => {
    const { model, line, codes } = open();
    const spot = addAspect(model, line('j1'), START);
    expect(spot?.cell).toBe('description');
    expect(codes()).toBe('A A1 A1.M1 A1.J1 A1.J2 A1.M2 A2 A2.M1 B');
  });

  test('below a sub-criterion or a criterion the new row comes first', () => {
    const { model, line, codes } = open();
    addAspect(model, line('a2'), START);
    addSub(model, line('a'), START);
    expect(codes()).toBe('A A1 A2 A2.M1 A2.J1 A2.M2 A3 A3.M1 A3.M2');
    expect(model.document.value.criteria[0]?.sub_criteria[0]?.day).toBe(1);
  });

  test('a criterion gets the next letter, and those behind it move on', () => {
    const { model, line } = open();
    addCriterion(model, line('m1'), START);
    expect(model.document.value.criteria.map((each) => each.code)).toEqual(['A', 'B', 'C']);
    expect(model.document.value.criteria[2]?.name).toEqual({ en: 'Program' });
  });

  test('a letter that was chosen stays with its criterion', () => {
    const { model, line, type } = open();
    type('a', 'code', 'c');
    moveLines(model, [line('b')], -1, START);
    addCriterion(model, line('b'), START);
    expect(model.document.value.criteria.map((each) => each.code)).toEqual(['B', 'A', 'C']);
  });

  test('a removed row takes what lies in it along and leaves its place to the next', () => {
    const { model, line, codes } = open();
    expect(removeLines(model, new Set(['a1']), { row: 'a1', cell: 'name' })).toEqual({ row: 'a2', cell: 'name' });
    expect(codes().slice(0, 15)).toBe('A A1 A1.M1 B B1');
    expect(removeLines(model, new Set([line('b').id]), START)?.row).toBe('m3');
    removeLines(model, new Set(['a']), START);
    expect(model.lines.value).toEqual([]);
    for (let step = 0; step < 3; step += 1) model.undo();
    expect(model.document.value).toEqual(small());
  });

  test('aspects move within their sub-criterion and on into the next', () => {
    const { model, line, codes } = open();
    moveLines(model, [line('m1'), line('j1')], 1, START);
    expect(codes()).toBe('A A1 A1.M1 A1.M2 A1.J1 A2 A2.M1 B B1');
    moveLines(model, [line('m1'), line('j1')], 1, START);
    expect(codes()).toBe('A A1 A1.M1 A2 A2.M1 A2.J1 A2.M2 B B1');
    expect(model.document.value.criteria[0]?.sub_criteria[1]?.aspects.map((each) => each.id)).toEqual(['m1', 'j1', 'm3']);
    moveLines(model, [line('m2')], -1, START);
    expect(moveLines(model, [line('m2')], -1, START)).toBe(false);
  });

  test('a sub-criterion moves on into the next criterion, a criterion takes all along', () => {
    const { model, line } = open();
    moveLines(model, [line('a2')], 1, START);
    expect(model.document.value.criteria.map((each) => each.sub_criteria.map((sub) => sub.id))).toEqual([['a1'], ['a2', 'b1']]);
    expect(moveLines(model, [line('b')], 1, START)).toBe(false);
    moveLines(model, [line('b')], -1, START);
    expect(model.document.value.criteria.map((each) => [each.code, each.id])).toEqual([['A', 'b'], ['B', 'a']]);
  });
});

describe('undo', () => {
  test('goes back to where it was done, and redo forth again', () => {
    const { model, type } = open();
    type('m1', 'max', '1');
    type('j1', 'max', '2');
    expect(model.undo()).toEqual({ row: 'j1', cell: 'max' });
    expect(model.undo()).toEqual({ row: 'm1', cell: 'max' });
    expect(model.undo()).toBeNull();
    expect(model.document.value).toEqual(small());
    model.redo();
    expect(model.redo()).toEqual({ row: 'j1', cell: 'max' });
    type('m1', 'max', '3');
    expect(model.canRedo.value).toBe(false);
  });

  test('nothing is a step that changes nothing', () => {
    const { model, type } = open();
    expect(type('m1', 'max', '1.5')).toBe(false);
    expect(model.canUndo.value).toBe(false);
  });

  test('a document from elsewhere is one step', () => {
    const { model } = open();
    const other = { ...small(), criteria: small().criteria.toReversed() };
    expect(model.replace(other)).toBe(true);
    expect(model.document.value.criteria.map((each) => each.id)).toEqual(['b', 'a']);
    model.undo();
    expect(model.document.value).toEqual(small());
  });

  test('whatever was done, all of it can be taken back and done again', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('aspect', 'sub', 'criterion', 'remove', 'up', 'down'), at: fc.nat(60) }),
      fc.record({ do: fc.constant('type'), at: fc.nat(60), text: fc.constantFrom('1', '0,5', 'x', '') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { model } = open();
        for (const each of steps) {
          const lines = model.lines.peek();
          const line = lines[each.at % Math.max(lines.length, 1)];
          if (!line) break;
          if ('text' in each) model.edit((edit) => edit.put(withText(edit.row(line.id), line.kind === 'aspect' ? 'max' : 'name', each.text, 'en')));
          else if (each.do === 'aspect') addAspect(model, line, START);
          else if (each.do === 'sub') addSub(model, line, START);
          else if (each.do === 'criterion') addCriterion(model, line, START);
          else if (each.do === 'remove') removeLines(model, new Set([line.id]), START);
          else moveLines(model, [line], each.do === 'up' ? -1 : 1, START);
        }
        const end = model.document.peek();
        while (model.undo());
        expect(model.document.peek()).toEqual(small());
        while (model.redo());
        expect(model.document.peek()).toEqual(end);
      }),
      { numRuns: 60 },
    );
  });
});
