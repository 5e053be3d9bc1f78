import { describe, expect, it } from 'vitest';
import { flowLines } from '../../../static/js/board/flow';
import { fixed, flowPath, gaugeWidth, ruleTicks, ruleWidth, spark } from '../../../static/js/board/geometry';
import type { TradeRow } from '../../../static/js/board/shapes';
import vectors from '../../vectors/pictures.json';

describe('pictures are drawn as the server draws them', () => {
  it('rules with their ticks', () => {
    for (const [done, of, units, width, ticks] of vectors.rules as [number, number, number, string, string][]) {
      expect([ruleWidth(done, of), ruleTicks(units)]).toEqual([width, ticks]);
    }
  });
  it('gauges', () => {
    for (const [mark, most, width] of vectors.gauges as [string | null, string, string][]) {
      expect(gaugeWidth(mark, most)).toBe(width);
    }
  });
  it('spark lines', () => {
    for (const [ranks, of, drawn] of vectors.sparks as [number[], number, object | null][]) {
      expect(spark(ranks, of)).toEqual(drawn);
    }
  });
  it.each(vectors.flows)('the flow of the ranking, case %#', ({ rows, lines }) => {
    const drawn = flowLines(rows as unknown as TradeRow[]).map((line, _, all) => ({
      ...line,
      path: flowPath(line.ranks, all.length),
    }));
    expect(drawn).toEqual(lines);
  });
});

describe('a fixed count of places', () => {
  it('takes a tie to the even figure', () => {
    expect([0.25, 0.75, 3.25, 2.5].map((value) => fixed(value, value === 2.5 ? 0 : 1))).toEqual(['0.2', '0.8', '3.2', '2']);
  });
});
