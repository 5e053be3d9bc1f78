import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr', dataset: { icons: '/i.svg', flags: '/f/' } } });
const { ageWords } = await import('../../static/js/behaviours/age');
const { shownTheme } = await import('../../static/js/behaviours/theme');
const { flagUrl, iconUrl, locale } = await import('../../static/js/page');

const write = new Intl.NumberFormat('en');
const NOON = Date.UTC(2024, 5, 25, 12);

describe('age', () => {
  test.each([
    [0, 'updated 0 s ago'],
    [59, 'updated 59 s ago'],
    [60, 'updated 1 min ago'],
    [3599, 'updated 59 min ago'],
    [7200, 'updated 2 h ago'],
    [-5, 'updated 0 s ago'],
  ])('%i seconds', (seconds, words) => {
    expect(ageWords(NOON, NOON + seconds * 1000, write)).toBe(words);
  });

  test('past a day the words of the server stay', () => {
    expect(ageWords(NOON, NOON + 86_400_000, write)).toBeNull();
  });
});

test('the chosen theme wins over the device', () => {
  expect(shownTheme('light', true)).toBe('light');
  expect(shownTheme(undefined, true)).toBe('dark');
  expect(shownTheme('', false)).toBe('light');
});

test('pictures are found at the addresses that the page names', () => {
  expect(iconUrl('up')).toBe('/i.svg#up');
  expect(flagUrl('CN')).toBe('/f/cn.svg');
  expect(locale).toBe('en-GB');
});
