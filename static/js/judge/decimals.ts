// Numbers as people type them. The same rules and refusals as competition/domain/decimals.py; shared vectors hold them.
import { Refusal } from './refusal';

const MAX_TYPED_LENGTH = 40;
const MAX_INTEGER_DIGITS = 12;
const MAX_DECIMAL_DIGITS = 9;

const DIGIT_ZEROS = ['0', '٠', '۰', '０'].map((zero) => zero.charCodeAt(0));
// Keyboards and copied text put direction marks around Arabic numbers; they carry no value.
const INVISIBLE = /[\u200e\u200f\u061c\u202a-\u202c\u2066-\u2069\ufeff]/g;
const PLAIN: Readonly<Record<string, string>> = {
  '−': '-',
  '－': '-',
  '＋': '+',
  '．': '.',
  '，': ',',
  '،': ',',
  '\u00a0': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
};
const UNUSUAL = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');
const SHAPE =
  /^(?<sign>[+-]?)(?<whole>[0-9]{1,3}(?:(?<group>[ ٬])[0-9]{3}(?:\k<group>[0-9]{3})*)|[0-9]*)(?:[.,٫](?<decimals>[0-9]+))?$/;
const MANY_SEPARATORS = /^[+-]?[0-9]+(?:[.,][0-9]+){2,}$/;
const COMMA_OR_THOUSANDS = /^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/;

/**
 * Read a number as a person typed it; return its canonical text: no exponent, no needless zero, no minus zero.
 * Throws Refusal number_missing, number_too_long, number_invalid or number_ambiguous.
 */
export function parseDecimal(typed: string): string {
  if ([...typed].length > MAX_TYPED_LENGTH) throw new Refusal('number_too_long', { limit: String(MAX_TYPED_LENGTH) });
  const plain = latinDigits(typed.replace(INVISIBLE, '').replace(UNUSUAL, (found) => PLAIN[found] ?? found).trim());
  if (!plain) throw new Refusal('number_missing');
  if (MANY_SEPARATORS.test(plain) || COMMA_OR_THOUSANDS.test(plain)) throw new Refusal('number_ambiguous');
  const shape = SHAPE.exec(plain)?.groups;
  if (!shape || !(shape['whole'] || shape['decimals'])) throw new Refusal('number_invalid');
  const whole = (shape['whole'] ?? '').replace(/[ ٬]/g, '').replace(/^0+/, '');
  const decimals = (shape['decimals'] ?? '').replace(/0+$/, '');
  if (whole.length > MAX_INTEGER_DIGITS || decimals.length > MAX_DECIMAL_DIGITS) {
    throw new Refusal('number_too_long', { limit: String(MAX_INTEGER_DIGITS) });
  }
  const amount = (whole || '0') + (decimals && `.${decimals}`);
  return shape['sign'] === '-' && amount !== '0' ? `-${amount}` : amount;
}

/** Return the text with its digits in Latin script; refuse two scripts in one number. */
function latinDigits(text: string): string {
  const used = new Set<number>();
  const latin = text.replace(/[0-9٠-٩۰-۹０-９]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = DIGIT_ZEROS.find((start) => code >= start && code < start + 10) ?? code;
    used.add(zero);
    return String(code - zero);
  });
  if (used.size > 1) throw new Refusal('number_invalid');
  return latin;
}
