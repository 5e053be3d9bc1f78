// What kind of field an aspect has, what it accepts, and how a value reads.
import { t } from '../i18n';
import { measurementMark } from './calculations';
import { parseDecimal } from './decimals';
import { compare, fromDecimal, minus, add, rounded } from './fraction';
import type { Fraction } from './fraction';
import type { Aspect, Parameters, Value } from './types';
import { lang } from '../page';
import { figure } from './words';

export type FieldKind = 'scale' | 'yes_no' | 'choice' | 'number';

/** Return the field that an aspect is entered in. */
export function fieldKind(aspect: Aspect): FieldKind {
  if (aspect.type === 'J') return 'scale';
  const kind = aspect.calculation?.type ?? 'PASS_FAIL';
  if (kind === 'PASS_FAIL') return 'yes_no';
  return kind === 'CHOICE' ? 'choice' : 'number';
}

/** Read what was typed into a number field; throws the Refusal that the server would give. */
export function readNumber(aspect: Aspect, typed: string): Value {
  const v = parseDecimal(typed);
  measurementMark(aspect.calculation, aspect.max, v);
  return { t: 'measure', v };
}

/** Return a value as the judge reads it. */
export function shown(aspect: Aspect, value: Value | null): string {
  if (value === null) return '';
  if (value.t === 'absent') return t('Did not attempt');
  const text = value.v ?? '';
  if (fieldKind(aspect) === 'yes_no') return text === '1' ? t('Yes') : t('No');
  if (fieldKind(aspect) === 'choice') return choiceLabel(aspect, Number(text))[0];
  return figure(text);
}

/**
 * Return the label of a choice, its number where the scheme gives none, with the line below it: the scheme's own words
 * under a translation, else the second of two languages that are parted by a middle dot.
 */
export function choiceLabel(aspect: Aspect, number: number): readonly [string, string] {
  const label = aspect.calculation?.parameters[`CHOICE${number}_LABEL`]?.trim() || figure(String(number));
  const translated = aspect.calculation?.parameters[`CHOICE${number}_${lang.toUpperCase().replaceAll('-', '_')}_LABEL`]?.trim();
  if (translated) return [translated, translated === label ? '' : label];
  const [first = '', ...others] = label.split(' · ');
  return [first, others.join(' · ')];
}

export function equal(a: Value | null, b: Value | null): boolean {
  return a?.t === b?.t && a?.v === b?.v;
}

/** Return the number that the field's plain or minus button leads to; an empty field starts at the target. */
export function stepped(aspect: Aspect, from: string | null, direction: 1 | -1): string {
  const parameters = aspect.calculation?.parameters ?? {};
  const target = parameters['TARGET_VALUE'];
  const places = aspect.calculation?.type === 'NUMBER_COMPLETED' ? 0 : decimalPlaces(parameters);
  if (from === null && target !== undefined) return parseDecimal(rounded(fromDecimal(target) ?? { n: 0n, d: 1n }, places));
  const start: Fraction = fromDecimal(from ?? '0') ?? { n: 0n, d: 1n };
  const step: Fraction = { n: 1n, d: 10n ** BigInt(places) };
  const next = direction > 0 ? add(start, step) : minus(start, step);
  const fine = Math.max(places, (from?.split('.')[1] ?? '').length);
  return parseDecimal(rounded(within(aspect, next), fine));
}

/** Return the most decimals that the scheme writes for this value: how finely it is measured. */
function decimalPlaces(parameters: Parameters): number {
  const names = ['TARGET_VALUE', 'DIFFERENCE', 'RANGE1_LOWER', 'RANGE1_UPPER', 'RANGE2_LOWER', 'RANGE2_UPPER', 'RANGE3_LOWER', 'RANGE3_UPPER'];
  const written = names.map((name) => (parameters[name] ?? '').split('.')[1]?.replace(/0+$/, '').length ?? 0);
  return Math.min(Math.max(...written), 3);
}

function within(aspect: Aspect, value: Fraction): Fraction {
  if (aspect.calculation?.type !== 'NUMBER_COMPLETED') return value;
  const top = fromDecimal(aspect.calculation.parameters['NUM_POSSIBLE'] ?? '0') ?? value;
  if (compare(value, { n: 0n, d: 1n }) < 0) return { n: 0n, d: 1n };
  return compare(value, top) > 0 ? top : value;
}
