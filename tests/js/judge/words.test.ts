import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('document', { documentElement: { lang: 'ar', dir: 'rtl', dataset: {} } });
const { chosen, clock, count, digitOf, figure, mark, second, venue } = await import('../../../static/js/judge/words');
const { parseDecimal } = await import('../../../static/js/judge/decimals');

const BOTH = { en: 'Wiring', zh: '接线' };

test('words come in the reader’s language, and the other one below', () => {
  expect(chosen(BOTH, 'zh')).toEqual({ text: '接线', lang: '' });
  expect(second(BOTH, 'zh')).toEqual({ text: 'Wiring', lang: 'en' });
  expect(chosen(BOTH, 'fr')).toEqual({ text: 'Wiring', lang: 'en' });
  expect(second(BOTH, 'fr')).toEqual({ text: '接线', lang: 'zh' });
  expect(second({ en: 'Wiring' }, 'en')).toBeNull();
  expect(second({ en: 'M1', zh: 'M1' }, 'en')).toBeNull();
  expect(chosen(null, 'en').text).toBe('');
});

describe('an Arabic page', () => {
  test.each(['0', '-3.5', '12345.678'])('writes %s so that it can be typed in again', (text) => {
    expect(figure(text)).not.toMatch(/[0-9]/);
    expect(parseDecimal(figure(text))).toBe(text);
  });

  test('writes marks, counts and times in its digits', () => {
    venue.timeZone = 'Asia/Shanghai';
    expect(mark('1.5')).toBe('١٫٥٠');
    expect(mark(null)).toBe('–');
    expect(count(7)).toBe('٧');
    expect(clock('2024-06-25T06:31:00Z')).toBe('١٤:٣١');
  });
});

test('the clock of a rehearsal runs beside real time', () => {
  venue.offset = 3600;
  expect(clock('2024-06-25T06:31:00Z')).toBe('١٥:٣١');
  expect(clock('2024-06-25T06:31:00Z', 0)).toBe('١٤:٣١');
  venue.offset = 0;
});

test.each([['2', 2], ['٣', 3], ['۱', 1], ['２', 2], ['x', null], ['Enter', null]])('the key %s is the digit %s', (key, digit) => {
  expect(digitOf(key)).toBe(digit);
});
