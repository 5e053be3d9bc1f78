// Marks as people type them, counted exactly: whole numbers of billionths, since a mark is typed with nine decimals at most.
import { parseDecimal } from '../judge/decimals';
import { Refusal } from '../judge/refusal';

const PLACES = 9;
const UNIT = 10n ** BigInt(PLACES);
export const HUNDREDTH = UNIT / 100n;
export const ZERO = 0n;
const MOST_KEPT = 5000;

const known = new Map<string, bigint | null>();

/** Return a typed number, null when it is none. */
export function amount(typed: string): bigint | null {
  const kept = known.get(typed);
  if (kept !== undefined) return kept;
  if (known.size > MOST_KEPT) known.clear();
  const found = read(typed);
  known.set(typed, found);
  return found;
}

export function marks(whole: number): bigint {
  return BigInt(whole) * UNIT;
}

/** Write a number as boards do: two decimals, rounded half up, no sign on zero. */
export function twoDecimals(value: bigint): string {
  const positive = value < 0n ? -value : value;
  const cents = (positive + HUNDREDTH / 2n) / HUNDREDTH;
  const text = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
  return value < 0n && cents !== 0n ? `-${text}` : text;
}

/** Return a number as it stands in a cell: two decimals, more only where there are more; what is no number stays. */
export function tidy(typed: string): string {
  const value = amount(typed);
  if (value === null) return typed.trim();
  return value % HUNDREDTH === 0n ? twoDecimals(value) : parseDecimal(typed);
}

function read(typed: string): bigint | null {
  try {
    const text = parseDecimal(typed);
    const [whole = '', decimals = ''] = text.replace('-', '').split('.');
    const value = BigInt(whole) * UNIT + BigInt(decimals.padEnd(PLACES, '0'));
    return text.startsWith('-') ? -value : value;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
