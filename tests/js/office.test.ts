import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Pace } from '../../static/js/office/pace';

const PAUSE = 2000;

describe('pace', () => {
  let runs: number[] = [];
  let finish: () => void = () => undefined;

  beforeEach(() => {
    vi.useFakeTimers();
    runs = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const quick = async (): Promise<void> => {
    runs.push(Date.now());
  };

  test('the first wish is granted at once, a crowd of them at the end of the pause', async () => {
    const start = Date.now();
    const pace = new Pace(quick, PAUSE, Date.now);
    pace.ask();
    await vi.advanceTimersByTimeAsync(0);
    for (let wish = 0; wish < 100; wish += 1) pace.ask();
    await vi.advanceTimersByTimeAsync(PAUSE - 1);
    expect(runs).toEqual([start]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runs).toEqual([start, start + PAUSE]);
  });

  test('two runs never overlap, and a wish during a run is granted after it', async () => {
    let busy = 0;
    const slow = (): Promise<void> => {
      runs.push(Date.now());
      busy += 1;
      expect(busy).toBe(1);
      return new Promise((resolve) => {
        finish = () => {
          busy -= 1;
          resolve();
        };
      });
    };
    const pace = new Pace(slow, PAUSE, Date.now);
    pace.ask();
    await vi.advanceTimersByTimeAsync(0);
    pace.ask();
    await vi.advanceTimersByTimeAsync(5 * PAUSE);
    expect(runs).toHaveLength(1);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toHaveLength(2);
  });

  test('a run that fails leaves the next wish to be granted', async () => {
    const pace = new Pace(
      () => {
        runs.push(Date.now());
        return Promise.reject(new Error('no network'));
      },
      PAUSE,
      Date.now,
    );
    pace.ask();
    await vi.advanceTimersByTimeAsync(PAUSE);
    pace.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toHaveLength(2);
  });
});
