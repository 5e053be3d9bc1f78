import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTable, writeTable } from '../../../static/js/scheme/clipboard';
import { layoutOf, readList } from '../../../static/js/scheme/paste';

const read = (text: string, sections: readonly string[] = []) => {
  const table = readTable(text);
  return readList(table, layoutOf(table, sections), 'en');
};

describe('the clipboard of a spreadsheet', () => {
  test.each([
    ['one cell', 'A', [['A']]],
    ['an ending break', 'A\tB\r\nC\tD\r\n', [['A', 'B'], ['C', 'D']]],
    ['a cell of two lines', '1\t"first\nsecond ""quoted"""\tM\r\n2\tx\tJ', [['1', 'first\nsecond "quoted"', 'M'], ['2', 'x', 'J']]],
    ['a quote that is none', '"Hello" he said\t5" pipe', [['"Hello" he said', '5" pipe']]],
    ['empty cells', '\tB\n\n\t\t', [['', 'B'], [''], ['', '', '']]],
    ['blanks around numbers', ' 1,50 \t\u00a02', [['1,50', '2']]],
  ])('%s', (_name, text, table) => {
    expect(readTable(text)).toEqual(table);
  });

  test('what is copied here is read back the same', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '测', '0') }).map((text) => text.replace(/^[ \u00a0]+|[ \u00a0]+$/g, ''));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (table) => {
        expect(readTable(writeTable(table))).toEqual(table);
      }),
    );
  });
});

describe('a list of aspects', () => {
  test('with headings in any order', () => {
    const found = read('Max mark\tAspect\tM/J\tSection\tRequirement\n0,50\tCable is tied\tM\t3\tno loose ends\n1\tLooks good\tj\t2\t');
    expect(found).toMatchObject({ subs: [], skipped: 0, untyped: 0 });
    expect(found.loose).toMatchObject([
      { type: 'M', description: { en: 'Cable is tied' }, max: '0.50', section: '3', requirement: { en: 'no loose ends' }, extra: null },
      { type: 'J', description: { en: 'Looks good' }, max: '1.00', section: '2', requirement: null },
    ]);
  });

  test('with Chinese headings and Arabic-Indic digits', () => {
    const found = read('类型\t描述\t分值\t标准\n测量\t接线牢固\t٠٫٧٥\t١');
    expect(found.loose).toMatchObject([{ type: 'M', description: { en: '接线牢固' }, max: '0.75', section: '١' }]);
  });

  test.each([
    ['type, description, mark, section, requirement', 'M\tCable\t0.5\t3\tno loose ends\nJ\tLook\t1\t2\t'],
    ['description, type, section, mark, requirement', 'Cable\tM\t3\t0.5\tno loose ends\nLook\tJ\t2\t1\t'],
  ])('without headings: %s', (_name, text) => {
    expect(read(text, ['1', '2', '3']).loose).toMatchObject([
      { type: 'M', description: { en: 'Cable' }, max: '0.50', section: '3', requirement: { en: 'no loose ends' } },
      { type: 'J', description: { en: 'Look' }, max: '1.00', section: '2', requirement: null },
    ]);
  });

  test('without a type column is a list of measurements', () => {
    expect(read('Cable\t0.5\nLook\t1').loose).toMatchObject([{ type: 'M', max: '0.50' }, { type: 'M', max: '1.00' }]);
  });

  test('keeps marks that are none, and aspects of a type that nobody knows', () => {
    const found = read('Type\tDescription\tMax\nX\tCable\thalf');
    expect(found).toMatchObject({ untyped: 1, loose: [{ type: '', description: { en: 'Cable' }, max: 'half' }] });
  });

  test('copied out of the standard import spreadsheet brings its sub-criteria, score texts and further lines', () => {
    const head = '"Sub\nCriterion\nID"\t"Sub Criterion\nName or Description"\tDay of Marking\t"Aspect\nType\nM = Meas\nJ = Judg"\tAspect - Description\tJudg Score\t"Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)"\t"Requirement\n(Measurement Only)"\tWSOS Section\t"Calculation Row \n(Export only)"\t"Max\nMark"\tCriterion A\t"Total\nMark"';
    const rows = [
      'A1\tPanel\t2\t\t\t\t\t\t\t\t',
      '\t\t\tM\tCable is tied\t\tminus 0.1 each\t20 mm\t3\t1\t0.50',
      '\t\t\t\t\t\tat most three\t\t\t\t',
      '\t\t\tJ\tLooks good\t\t\t\t2\t\t1.00',
      ...[0, 1, 2, 3].map((score) => `\t\t\t\t\t${score}\tlevel ${score}\t\t\t\t`),
      'A2\tTests\t3\tM\tPowers up\t\t\t\t3\t\t2.00',
      '\t\t\t\tA note for the designers\t\t\t\t\t\t',
    ];
    for (const text of [[head, ...rows].join('\r\n'), rows.join('\r\n')]) {
      const found = read(text, ['2', '3']);
      expect(found.loose).toEqual([]);
      expect(found.skipped).toBe(1);
      expect(found.subs.map(({ name, day, aspects }) => [name, day, aspects.length])).toEqual([['Panel', 2, 2], ['Tests', 3, 1]]);
      expect(found.subs[0]?.aspects).toMatchObject([
        { type: 'M', extra: { en: 'minus 0.1 each\nat most three' }, requirement: { en: '20 mm' }, section: '3', max: '0.50' },
        { type: 'J', descriptors: [{ en: 'level 0' }, { en: 'level 1' }, { en: 'level 2' }, { en: 'level 3' }] },
      ]);
    }
  });

  test('never throws, whatever the clipboard holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('M', 'J', 'A', '1', '.', ',', '\t', '\n', '"', ' ', 'type', '٣') }), (text) => {
        const found = read(text, ['1']);
        expect(found.skipped).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
