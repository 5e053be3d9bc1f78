import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr', dataset: {} } });
const { hundredths } = await import('../../static/js/behaviours/total');
const { plain } = await import('../../static/js/behaviours/sift');

describe('numbers that add to a total', () => {
  test.each([
    ['12', 1200],
    ['12.5', 1250],
    [' 7,25 ', 725],
    ['١٢٫٥', 1250],
    ['０７', 700],
    ['0.05', 5],
  ])('%s', (typed, value) => {
    expect(hundredths(typed)).toBe(value);
  });

  test.each(['', 'x', '1.234', '-5', '1e3', '1,2,3'])('%s is no number', (typed) => {
    expect(hundredths(typed)).toBeNull();
  });
});

test('countries are found without accents and case', () => {
  expect(plain('Côte d’Ivoire')).toContain('cote');
  expect(plain('ÅLAND')).toBe('aland');
});
