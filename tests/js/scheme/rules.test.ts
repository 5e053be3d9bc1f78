import { describe, expect, test } from 'vitest';
import { twoDecimals, tidy, amount, marks } from '../../../static/js/scheme/amounts';
import { problemsOf } from '../../../static/js/scheme/rules';
import { totalsOf } from '../../../static/js/scheme/totals';
import { DAYS, small, VECTORS } from './drafts';

describe('a draft has the problems that the server tells', () => {
  test.each(VECTORS)('$name', ({ document, problems }) => {
    const found = problemsOf(document, DAYS).map(({ severity, code, row, cell, params }) => [severity, code, row, cell, params]);
    expect(found).toEqual(problems);
  });
});

describe('the figures of a draft', () => {
  test('add up by criterion, sub-criterion and section', () => {
    const totals = totalsOf(small());
    expect(totals.criteria.map(({ code, mark, aspects }) => [code, twoDecimals(mark), aspects])).toEqual([
      ['A', '4.00', 4],
      ['B', '96.00', 48],
    ]);
    expect(twoDecimals(totals.subCriteria.get('a1') ?? 0n)).toBe('3.00');
    expect([twoDecimals(totals.total), totals.measurements, totals.judgements]).toEqual(['100.00', 51, 1]);
    expect(totals.allocation.map((row) => [row.code, row.byCriterion.map(twoDecimals), twoDecimals(row.variation ?? 0n)])).toEqual([
      ['1', ['4.00', '0.00'], '0.00'],
      ['2', ['0.00', '96.00'], '0.00'],
    ]);
    expect(twoDecimals(totals.weights)).toBe('100.00');
  });

  test('gather what belongs to no section in a row of its own', () => {
    const draft = small();
    const first = { section: '' };
    const second = { section: '77', max: 'half' };
    const change = (id: string): object => (id === 'm1' ? first : id === 'j1' ? second : {});
    const lost = JSON.parse(JSON.stringify(draft), (_key, value: { id?: string }) => (value?.id ? { ...value, ...change(value.id) } : value)) as typeof draft;
    const { allocation, variation } = totalsOf(lost);
    expect(allocation.map((row) => [row.id, twoDecimals(row.mark)])).toEqual([['s1', '1.50'], ['s2', '96.00'], ['', '1.50']]);
    expect(twoDecimals(variation)).toBe('2.50');
  });
});

describe('a typed mark', () => {
  test.each([
    ['0,5', '0.50'],
    ['٠٫٢٥', '0.25'],
    ['1', '1.00'],
    ['.75', '0.75'],
    ['0.125', '0.125'],
    [' half ', 'half'],
    ['1,250', '1,250'],
    ['-0', '0.00'],
  ])('%s stands as %s', (typed, shown) => {
    expect(tidy(typed)).toBe(shown);
  });

  test('is rounded half up and has no sign on zero', () => {
    expect(['0.005', '0.0049', '-0.004', '99.995'].map((typed) => twoDecimals(amount(typed) ?? marks(7)))).toEqual(['0.01', '0.00', '0.00', '100.00']);
  });
});
