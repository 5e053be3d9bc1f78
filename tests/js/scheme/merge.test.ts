import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withText } from '../../../static/js/scheme/cells';
import type { CellKey } from '../../../static/js/scheme/cells';
import type { SchemeDocument } from '../../../static/js/scheme/document';
import { mergeDrafts, withTheirs } from '../../../static/js/scheme/merge';
import { SchemeModel } from '../../../static/js/scheme/model';
import type { Line } from '../../../static/js/scheme/outline';
import { takeApart } from '../../../static/js/scheme/outline';
import { addAspect, addSub, moveLines, removeLines } from '../../../static/js/scheme/steps';
import { DAYS, small } from './drafts';

const SPOT = { row: 'm1', cell: 'max' };

class Desk {
  readonly model = new SchemeModel(small(), DAYS);

  line(id: string): Line {
    return this.model.lines.value.find((each) => each.id === id) as Line;
  }

  type(id: string, key: CellKey, text: string, language = 'en'): this {
    this.model.edit((edit) => edit.put(withText(edit.row(id), key, text, language)));
    return this;
  }

  get document(): SchemeDocument {
    return this.model.document.value;
  }
}

function desk(change: (desk: Desk) => unknown): SchemeDocument {
  const made = new Desk();
  change(made);
  return made.document;
}

const aspects = (document: SchemeDocument, at = 0): (string | undefined)[] =>
  document.criteria[0]?.sub_criteria[at]?.aspects.map((each) => each.id) ?? [];

describe('two people at one draft', () => {
  test('in different cells, or in different languages of one cell, keep both', () => {
    const mine = desk((d) => d.type('m1', 'max', '1').type('m1', 'description', '接线', 'zh'));
    const theirs = desk((d) => d.type('m1', 'section', '2').type('m1', 'description', 'Câble', 'fr').type('j1', 'extra', 'Help'));
    const { document, conflicts, moved } = mergeDrafts(small(), mine, theirs);
    expect(conflicts).toEqual([]);
    expect(moved).toBe(false);
    const [first, second] = document.criteria[0]?.sub_criteria[0]?.aspects ?? [];
    expect(first).toMatchObject({ max: '1.00', section: '2', description: { en: 'Aspect m1', zh: '接线', fr: 'Câble' } });
    expect(second?.extra).toEqual({ en: 'Help' });
  });

  test('in one cell have to choose; mine stands until they do', () => {
    const mine = desk((d) => d.type('m1', 'max', '1').type('a1', 'day', '2'));
    const theirs = desk((d) => d.type('m1', 'max', '1.25').type('a1', 'day', ''));
    const { document, conflicts } = mergeDrafts(small(), mine, theirs);
    expect(conflicts).toEqual([
      { row: 'a1', path: 'day', mine: '2', theirs: '' },
      { row: 'm1', path: 'max', mine: '1.00', theirs: '1.25' },
    ].toSorted((a, b) => conflicts.findIndex((c) => c.row === a.row) - conflicts.findIndex((c) => c.row === b.row)));
    expect(document).toEqual(mine);
    expect(withTheirs(document, conflicts)).toEqual(theirs);
  });

  test('both add rows, and each row stands where it was put', () => {
    const mine = desk((d) => addAspect(d.model, d.line('m1'), SPOT));
    const theirs = desk((d) => {
      addAspect(d.model, d.line('m2'), SPOT);
      addSub(d.model, d.line('a2'), SPOT);
    });
    const { document } = mergeDrafts(small(), mine, theirs);
    expect(aspects(document)).toEqual(['m1', aspects(mine)[1], 'j1', 'm2', aspects(theirs)[3]]);
    expect(document.criteria[0]?.sub_criteria.map((each) => each.code)).toEqual(['A1', 'A2', 'A3']);
  });

  test('what one removes goes, unless the other has written there', () => {
    const mine = desk((d) => removeLines(d.model, new Set(['m1', 'j1', 'a2']), SPOT));
    const theirs = desk((d) => d.type('j1', 'max', '2').type('m3', 'max', '2'));
    for (const [one, other] of [[mine, theirs], [theirs, mine]] as const) {
      const { document } = mergeDrafts(small(), one, other);
      expect(aspects(document)).toEqual(['j1', 'm2']);
      expect(aspects(document, 1)).toEqual(['m3']);
    }
  });

  test('one moves rows and the other adds: both are done', () => {
    const mine = desk((d) => moveLines(d.model, [d.line('m1')], 1, SPOT));
    const theirs = desk((d) => addAspect(d.model, d.line('m2'), SPOT));
    const { document, moved } = mergeDrafts(small(), mine, theirs);
    expect(aspects(document)).toEqual(['j1', 'm1', 'm2', aspects(theirs)[3]]);
    expect(moved).toBe(false);
  });

  test('both move: theirs is kept, and that is told', () => {
    const mine = desk((d) => moveLines(d.model, [d.line('m1')], 1, SPOT));
    const theirs = desk((d) => moveLines(d.model, [d.line('m2')], 1, SPOT));
    const { document, moved } = mergeDrafts(small(), mine, theirs);
    expect(moved).toBe(true);
    expect(aspects(document)).toEqual(aspects(theirs));
  });

  test('no row is lost and none stands twice, whatever both do', () => {
    const step = fc.record({ do: fc.constantFrom('add', 'sub', 'remove', 'up', 'down', 'type'), at: fc.nat(8) });
    const play = (steps: readonly { do: string; at: number }[]): SchemeDocument =>
      desk(({ model }) => {
        for (const each of steps) {
          const line = model.lines.peek()[each.at];
          if (!line) continue;
          if (each.do === 'add') addAspect(model, line, SPOT);
          else if (each.do === 'sub') addSub(model, line, SPOT);
          else if (each.do === 'remove') removeLines(model, new Set([line.id]), SPOT);
          else if (each.do === 'type') model.edit((edit) => edit.put(withText(edit.row(line.id), line.kind === 'aspect' ? 'max' : 'name', '7', 'en')));
          else moveLines(model, [line], each.do === 'up' ? -1 : 1, SPOT);
        }
      });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), fc.array(step, { maxLength: 5 }), (one, other) => {
        const [base, mine, theirs] = [small(), play(one), play(other)];
        const { document } = mergeDrafts(base, mine, theirs);
        const ids = (each: SchemeDocument): string[] => [...takeApart(each).rows.keys()];
        const shown = document.criteria.flatMap((each) => [each.id, ...each.sub_criteria.flatMap((sub) => [sub.id, ...sub.aspects.map((a) => a.id)])]);
        expect(new Set(shown).size).toBe(shown.length);
        const expected = ids(base).filter((id) => ids(mine).includes(id) && ids(theirs).includes(id));
        expect(expected.filter((id) => !ids(document).includes(id))).toEqual([]);
        const fresh = [...ids(mine), ...ids(theirs)].filter((id) => !ids(base).includes(id));
        expect(fresh.filter((id) => !ids(document).includes(id))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
