import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr', dataset: {} } });
const { readerTime } = await import('../../static/js/behaviours/reader_time');

const MOMENT = Date.UTC(2024, 5, 25, 0, 30);
const VENUE = 'Asia/Shanghai';

describe('times beside those of the venue', () => {
  test.each([
    ['Europe/Paris', 'en', '02:30'],
    ['America/New_York', 'en', '24 June, 20:30'],
    ['Asia/Kathmandu', 'en', '06:15'],
    ['Europe/Paris', 'ar', '٠٢:٣٠'],
  ])('%s in %s', (zone, language, words) => {
    expect(readerTime(MOMENT, VENUE, zone, language)).toBe(words);
  });

  test('nothing where the clocks show the same', () => {
    expect(readerTime(MOMENT, VENUE, 'Asia/Shanghai', 'en')).toBeNull();
    expect(readerTime(MOMENT, VENUE, 'Asia/Singapore', 'en')).toBeNull();
  });

  test('what the clocks agree on may differ after they change', () => {
    const winter = Date.UTC(2026, 0, 15, 12);
    const summer = Date.UTC(2026, 6, 15, 12);
    expect(readerTime(winter, 'Europe/London', 'UTC', 'en')).toBeNull();
    expect(readerTime(summer, 'Europe/London', 'UTC', 'en')).toBe('12:00');
  });
});
