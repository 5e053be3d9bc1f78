import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measurementMark } from '../../../static/js/judge/calculations';
import { Refusal, refusalOf } from '../../../static/js/judge/refusal';
import type { Calculation, CalculationType } from '../../../static/js/judge/types';
import acceptance from '../../vectors/acceptance.json' with { type: 'json' };
import borders from '../../vectors/calculations.json' with { type: 'json' };

interface Example {
  readonly type: string;
  readonly parameters: object;
  readonly max: string;
  readonly value: string | boolean;
}

function calculationOf({ type, parameters }: Example): Calculation {
  return { type: type as CalculationType, parameters: parameters as Record<string, string> };
}

function valueOf({ value }: Example): string {
  return typeof value === 'boolean' ? String(Number(value)) : value;
}

const marked = [...acceptance.measurement, ...borders.marked];

describe('the examples that the server keeps too', () => {
  test.each(marked)('$type: $value of $max earns $mark', (example) => {
    expect(measurementMark(calculationOf(example), example.max, valueOf(example))).toBe(example.mark);
  });

  test.each(borders.refused)('$type: $value is refused with $code', (example) => {
    expect(refusalOf(() => measurementMark(calculationOf(example), example.max, valueOf(example)))?.code).toBe(example.code);
  });
});

const decimal = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 3 })).map(([n, places]) => (n / 10 ** places).toFixed(places));
const amount = fc.integer({ min: 0, max: 500 }).map((n) => (n / 100).toFixed(2));
const kind = fc.constantFrom('UNIT', 'PERCENT', '');

const calculation: fc.Arbitrary<Calculation | null> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 1, max: 30 }).map((n) => ({ type: 'NUMBER_COMPLETED' as const, parameters: { NUM_POSSIBLE: String(n) } })),
  fc.tuple(fc.array(amount, { minLength: 1, maxLength: 6 }), kind).map(([lost, type]) => ({
    type: 'CHOICE' as const,
    parameters: Object.fromEntries([['DEDUCTION_TYPE', type], ...lost.map((each, i) => [`CHOICE${i + 1}_DEDUCTION`, each])]),
  })),
  fc.tuple(decimal, amount, amount, kind, kind).map(([target, step, lost, by, type]) => ({
    type: 'REGULAR_DIFFERENCE_DEDUCTION' as const,
    parameters: { TARGET_VALUE: target, DIFFERENCE: step, DIFFERENCE_TYPE: by, DEDUCTION: lost, DEDUCTION_TYPE: type },
  })),
  fc.tuple(decimal, decimal, decimal, amount, kind).map(([target, lower, upper, lost, type]) => ({
    type: 'RANGED_SCORE' as const,
    parameters: { TARGET_VALUE: target, RANGE1_LOWER: lower, RANGE1_UPPER: upper, RANGE1_DEDUCTION: lost, DEDUCTION_TYPE: type },
  })),
);

test('a mark has two decimals and lies between nothing and the maximum, or the value is refused', () => {
  fc.assert(
    fc.property(calculation, amount, fc.oneof(decimal, fc.nat(40).map(String)), (how, max, value) => {
      fc.pre(max !== '0.00');
      try {
        const mark = measurementMark(how, max, value);
        expect(mark).toMatch(/^\d+\.\d\d$/);
        expect(Number(mark)).toBeLessThanOrEqual(Number(max));
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
    { numRuns: 500 },
  );
});

test('the further from the target, the fewer marks', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (near, far) => {
      const [a, b] = near < far ? [near, far] : [far, near];
      const how: Calculation = {
        type: 'REGULAR_DIFFERENCE_DEDUCTION',
        parameters: { TARGET_VALUE: '90', DIFFERENCE: '0.5', DEDUCTION: '0.1' },
      };
      const at = (distance: number): number => Number(measurementMark(how, '2.00', (90 + distance / 10).toFixed(1)));
      expect(at(a)).toBeGreaterThanOrEqual(at(b));
    }),
  );
});
