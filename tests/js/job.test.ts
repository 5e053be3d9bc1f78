// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { isNews, type Progress } from '../../static/js/behaviours/job';

const step = (state: string, percent: number | null): Progress => ({ state, percent, figure: '', words: '', next: '' });

describe('what is said aloud of a piece of work', () => {
  test('the first step, another state and every quarter', () => {
    expect(isNews(null, step('waiting', null))).toBe(true);
    expect(isNews(step('waiting', null), step('running', 0))).toBe(true);
    expect(isNews(step('running', 0), step('running', 25))).toBe(true);
  });

  test('not every per cent', () => {
    expect(isNews(step('running', 26), step('running', 49))).toBe(false);
    expect(isNews(step('running', null), step('running', null))).toBe(false);
  });
});
