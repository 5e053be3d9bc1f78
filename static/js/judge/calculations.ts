// What a measured value earns, exact. The same rules and refusals as competition/domain/calculations.py; vectors hold them.
import { parseDecimal } from './decimals';
import { absolute, compare, floor, fromDecimal, isWhole, minus, over, rounded, times, whole } from './fraction';
import type { Fraction } from './fraction';
import { Refusal } from './refusal';
import type { Calculation, Parameters } from './types';

const MAX_CHOICES = 20;
const MAX_MAGNITUDE = 12;
const ZERO = whole(0);
const HUNDRED = whole(100);

/** A stretch of values, both ends included, null for an open end, with what is lost inside it. */
export interface Range {
  readonly lower: Fraction | null;
  readonly upper: Fraction | null;
  readonly lost: Fraction;
}

/**
 * Return the mark that a measured value earns, as text with two decimals.
 * calculation: null means pass or fail. max: marks as text. value: canonical decimal text.
 * Throws Refusal value_invalid, value_not_pass_or_fail, value_not_whole, value_out_of_range, choice_unknown,
 * calculation_invalid.
 */
export function measurementMark(calculation: Calculation | null, max: string, value: string): string {
  const top = exact(max, 'max');
  const number = fromDecimal(value);
  if (number === null) throw new Refusal('value_invalid');
  const left = minus(top, deduction(calculation, top, number));
  return rounded(compare(left, ZERO) < 0 ? ZERO : compare(left, top) > 0 ? top : left);
}

/** Return how many choices the scheme gives. */
export function choiceCount(calculation: Calculation | null, max: string): number {
  return choices(calculation?.parameters ?? {}, exact(max, 'max')).length;
}

/** Refuse parameters that make no calculation: throws Refusal calculation_invalid with the name of the parameter. */
export function checkParameters(calculation: Calculation, max: string): void {
  const { type, parameters } = calculation;
  const top = exact(parseDecimal(max), 'max');
  switch (type) {
    case 'PASS_FAIL':
      return;
    case 'NUMBER_COMPLETED':
      possible(parameters);
      return;
    case 'CHOICE':
      choices(parameters, top);
      return;
    case 'REGULAR_DIFFERENCE_DEDUCTION':
      steps(parameters);
      asMarks(parameters, 'DEDUCTION', top);
      return;
    case 'RANGED_SCORE':
      required(parameters, 'TARGET_VALUE');
      if (ranges(parameters, top).length === 0) throw invalid('RANGE1_DEDUCTION');
  }
}

function deduction(calculation: Calculation | null, max: Fraction, value: Fraction): Fraction {
  const parameters = calculation?.parameters ?? {};
  switch (calculation?.type ?? 'PASS_FAIL') {
    case 'PASS_FAIL':
      if (compare(value, ZERO) !== 0 && compare(value, whole(1)) !== 0) throw new Refusal('value_not_pass_or_fail');
      return times(max, minus(whole(1), value));
    case 'NUMBER_COMPLETED':
      return numberCompleted(parameters, max, value);
    case 'CHOICE':
      return choice(parameters, max, value);
    case 'REGULAR_DIFFERENCE_DEDUCTION': {
      const { target, step } = steps(parameters);
      return times(whole(floor(over(absolute(minus(value, target)), step))), asMarks(parameters, 'DEDUCTION', max));
    }
    case 'RANGED_SCORE':
      return rangedScore(parameters, max, value);
  }
}

function numberCompleted(parameters: Parameters, max: Fraction, value: Fraction): Fraction {
  const most = possible(parameters);
  if (!isWhole(value)) throw new Refusal('value_not_whole');
  if (compare(value, ZERO) < 0 || compare(value, most) > 0) {
    throw new Refusal('value_out_of_range', { low: '0', high: String(floor(most)) });
  }
  return times(max, minus(whole(1), over(value, most)));
}

function possible(parameters: Parameters): Fraction {
  const found = required(parameters, 'NUM_POSSIBLE');
  if (!isWhole(found) || compare(found, whole(1)) < 0) throw invalid('NUM_POSSIBLE');
  return found;
}

function choice(parameters: Parameters, max: Fraction, value: Fraction): Fraction {
  const lost = choices(parameters, max);
  const found = isWhole(value) ? lost[Number(floor(value)) - 1] : undefined;
  if (!found) throw new Refusal('choice_unknown', { high: String(lost.length) });
  return found;
}

/** Return what each choice loses, in the order of the choices. */
function choices(parameters: Parameters, max: Fraction): Fraction[] {
  const found: Fraction[] = [];
  for (let number = 1; number <= MAX_CHOICES; number += 1) {
    const name = `CHOICE${number}_DEDUCTION`;
    if (optional(parameters, name) === null) break;
    found.push(asMarks(parameters, name, max));
  }
  if (found.length === 0) throw invalid('CHOICE1_DEDUCTION');
  return found;
}

/** Return the target and the size of one step in the unit of the value. */
function steps(parameters: Parameters): { target: Fraction; step: Fraction } {
  const target = required(parameters, 'TARGET_VALUE');
  const difference = required(parameters, 'DIFFERENCE');
  const relative = kind(parameters, 'DIFFERENCE_TYPE') === 'PERCENT';
  const step = relative ? over(times(absolute(target), difference), HUNDRED) : difference;
  if (compare(step, ZERO) <= 0) throw invalid('DIFFERENCE');
  return { target, step };
}

function rangedScore(parameters: Parameters, max: Fraction, value: Fraction): Fraction {
  if (compare(value, required(parameters, 'TARGET_VALUE')) === 0) return ZERO;
  const lost = ranges(parameters, max).filter((range) => holds(range, value)).map((range) => range.lost);
  return lost.reduce<Fraction | null>((least, each) => (least && compare(least, each) <= 0 ? least : each), null) ?? max;
}

/** Return the ranges that are set; real files fill unused ones with zeros or nothing. */
function ranges(parameters: Parameters, max: Fraction): Range[] {
  return [1, 2, 3].flatMap((number) => {
    const lower = optional(parameters, `RANGE${number}_LOWER`);
    let upper = optional(parameters, `RANGE${number}_UPPER`);
    const name = `RANGE${number}_DEDUCTION`;
    const lost = optional(parameters, name);
    if (lost === null || !(lower?.n || upper?.n || lost.n)) return [];
    if (lower && upper && compare(upper, lower) < 0) {
      if (compare(upper, ZERO) !== 0) throw invalid(`RANGE${number}_UPPER`);
      upper = null; // a zero below the lower end is how the spreadsheet writes "no end"
    }
    return [{ lower, upper, lost: asMarks(parameters, name, max) }];
  });
}

function holds(range: Range, value: Fraction): boolean {
  return !(range.lower && compare(value, range.lower) < 0) && !(range.upper && compare(value, range.upper) > 0);
}

/** Return a deduction in marks, whether it is written in marks or in percent of the maximum. */
function asMarks(parameters: Parameters, name: string, max: Fraction): Fraction {
  const amount = required(parameters, name);
  if (compare(amount, ZERO) < 0) throw invalid(name);
  return kind(parameters, 'DEDUCTION_TYPE') === 'PERCENT' ? over(times(max, amount), HUNDRED) : amount;
}

function kind(parameters: Parameters, name: string): string {
  const found = parameters[name] || 'UNIT';
  if (found !== 'UNIT' && found !== 'PERCENT') throw invalid(name);
  return found;
}

function required(parameters: Parameters, name: string): Fraction {
  const number = optional(parameters, name);
  if (number === null) throw invalid(name);
  return number;
}

function optional(parameters: Parameters, name: string): Fraction | null {
  const text = (parameters[name] ?? '').trim();
  return text ? exact(text, name, MAX_MAGNITUDE) : null;
}

function exact(text: string, name: string, most?: number): Fraction {
  const number = fromDecimal(text, most);
  if (number === null) throw invalid(name);
  return number;
}

function invalid(parameter: string): Refusal {
  return new Refusal('calculation_invalid', { parameter });
}
