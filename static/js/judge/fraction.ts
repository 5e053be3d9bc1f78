// Exact numbers: a whole numerator over a whole denominator above zero.

export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

const DECIMAL = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?$/;

export function whole(value: number | bigint): Fraction {
  return { n: BigInt(value), d: 1n };
}

/** Return the exact value of a decimal text, null when it is none or of more than 10^most or less than 10^-most. */
export function fromDecimal(text: string, most = 40): Fraction | null {
  const found = DECIMAL.exec(text);
  if (!found) return null;
  const [, sign, digits = '', exponent = '0'] = found;
  const [before = '', after = ''] = digits.split('.');
  const amount = BigInt(before + after || '0');
  const power = Number(exponent) - after.length;
  if (amount === 0n) return whole(0);
  if (Math.abs(String(amount).length - 1 + power) > most) return null;
  const signed = sign === '-' ? -amount : amount;
  return power >= 0 ? whole(signed * 10n ** BigInt(power)) : { n: signed, d: 10n ** BigInt(-power) };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return add(a, { n: -b.n, d: b.d });
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** Return a / b for b other than zero. */
export function over(a: Fraction, b: Fraction): Fraction {
  return b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n };
}

/** Return a number below, equal to or above zero. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function absolute(a: Fraction): Fraction {
  return a.n < 0n ? { n: -a.n, d: a.d } : a;
}

export function floor(a: Fraction): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && a.n % a.d !== 0n ? quotient - 1n : quotient;
}

export function isWhole(a: Fraction): boolean {
  return a.n % a.d === 0n;
}

/** Return the value rounded half up, ties towards plus infinity, as text with that many decimals. */
export function rounded(a: Fraction, places = 2): string {
  const scaled = floor({ n: 2n * a.n * 10n ** BigInt(places) + a.d, d: 2n * a.d });
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, '0');
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return scaled < 0n ? `-${text}` : text;
}
