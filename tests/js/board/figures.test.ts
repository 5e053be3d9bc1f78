import { describe, expect, it } from 'vitest';
import { figuresFor } from '../../../static/js/board/figures';
import vectors from '../../vectors/figures.json';

describe.each(vectors.cases)('figures in $lang are written as the server writes them', (held) => {
  const figures = figuresFor(held.lang, vectors.timezone);

  it('marks', () => {
    for (const [mark, written] of held.marks) expect(figures.mark(mark as string | null)).toBe(written);
  });
  it('numbers', () => {
    for (const [number, written] of held.numbers) expect(figures.number(number as number)).toBe(written);
  });
  it('percentages', () => {
    for (const [percent, written] of held.percents) expect(figures.percent(percent as number | null)).toBe(written);
  });
  it('times of day', () => {
    for (const [at, short, long] of held.times) {
      expect([figures.time(at as number), figures.time(at as number, true)]).toEqual([short, long]);
    }
  });
  it('dates', () => {
    for (const [at, written] of held.dates) expect(figures.date(at as number)).toBe(written);
  });
});
