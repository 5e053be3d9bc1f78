import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../../static/js/judge/decimals';
import { refusalOf } from '../../../static/js/judge/refusal';
import vectors from '../../vectors/numbers.json' with { type: 'json' };

const SCRIPTS = ['0', '٠', '۰', '０'];

/** Write Latin digits in the script whose zero this is. */
function inScript(text: string, zero: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(zero.charCodeAt(0) + Number(digit)));
}

const canonical = fc
  .record({ sign: fc.boolean(), whole: fc.bigInt(0n, 999_999_999_999n), decimals: fc.stringMatching(/^\d{0,9}$/) })
  .map(({ sign, whole, decimals }) => {
    const kept = decimals.replace(/0+$/, '');
    const amount = `${whole}${kept && `.${kept}`}`;
    return sign && amount !== '0' ? `-${amount}` : amount;
  });

describe('the examples that the server keeps too', () => {
  test.each(vectors.read)('$typed is read as $value', ({ typed, value }) => {
    expect(parseDecimal(typed)).toBe(value);
  });

  test.each(vectors.refused)('$typed is refused', ({ typed, code }) => {
    expect(refusalOf(() => parseDecimal(typed))?.code).toBe(code);
  });
});

test('a canonical number reads as itself in every script', () => {
  fc.assert(
    fc.property(canonical, fc.constantFrom(...SCRIPTS), (text, zero) => {
      expect(parseDecimal(inScript(text, zero))).toBe(text);
    }),
  );
});

test('a comma reads as the decimal point where it cannot mean thousands', () => {
  fc.assert(
    fc.property(canonical, (text) => {
      const typed = text.replace('.', ',');
      fc.pre(!/^[+-]?[1-9]\d{0,2},\d{3}$/.test(typed));
      expect(parseDecimal(typed)).toBe(text);
    }),
  );
});

test('two scripts in one number are refused', () => {
  fc.assert(
    fc.property(fc.nat(999), fc.nat(999), (a, b) => {
      const typed = `${a}${inScript(String(b), '٠')}`;
      expect(refusalOf(() => parseDecimal(typed))?.code).toBe('number_invalid');
    }),
  );
});

test('whatever is typed is read into canonical text or refused with a code', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0129٣۷５.,٫٬ -−+e\u200f\u00a0x') }), (typed) => {
      let read = '';
      const refusal = refusalOf(() => (read = parseDecimal(typed)));
      if (refusal) expect(refusal.code).toMatch(/^number_(missing|too_long|invalid|ambiguous)$/);
      else expect(parseDecimal(read)).toBe(read);
    }),
  );
});
