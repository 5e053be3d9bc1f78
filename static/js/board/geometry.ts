// Lengths and paths of the small pictures; the same numbers as the macros of rule.html draw (tests/vectors/pictures.json).

/** Write a number with fixed places, a tie to the even figure as the server does. */
export function fixed(value: number, places: number): string {
  const scaled = value * 10 ** places;
  const below = Math.floor(scaled);
  if (scaled - below !== 0.5) return value.toFixed(places);
  return ((below % 2 === 0 ? below : below + 1) / 10 ** places).toFixed(places);
}

/** The width of the filled part of a rule of 100. */
export function ruleWidth(done: number, total: number): string {
  return fixed(total ? Math.min(Math.max((100 * done) / total, 0), 100) : 0, 2);
}

/** The marks between the units of a rule of 100; at most 20 units are told apart. */
export function ruleTicks(units: number): string {
  if (units < 2 || units > 20) return '';
  return Array.from({ length: units - 1 }, (_, index) => `M${fixed((100 * (index + 1)) / units, 2)} 0V8`).join('');
}

/** The width of the filled part of a gauge of 60. */
export function gaugeWidth(mark: string | null, max: string): string {
  const whole = Number(max);
  return fixed(mark !== null && whole ? Math.min((60 * Number(mark)) / whole, 60) : 0, 1);
}

export interface Spark {
  readonly path: string;
  readonly end: string;
}

/** The line of ranks in a row; null before there are two. of: how many are ranked. */
export function spark(ranks: readonly number[], of: number): Spark | null {
  const [first, ...rest] = ranks;
  if (first === undefined || rest.length === 0) return null;
  const last = rest.at(-1) as number;
  const wide = 64 / rest.length;
  const high = 20 / Math.max(Math.max(of, ...ranks) - 1, 1);
  const y = (rank: number): number => 2 + (rank - 1) * high;
  const steps = rest.map((rank, index) => `H${fixed((index + 1) * wide, 1)}V${fixed(y(rank), 1)}`);
  return { path: `M0 ${fixed(y(first), 1)}${steps.join('')}H72`, end: fixed(y(last) - 2.5, 1) };
}

/** The path of one line of the flow picture. count: lines in all. */
export function flowPath(ranks: readonly number[], count: number): string {
  const wide = 640 / Math.max(ranks.length, 1);
  const high = 264 / Math.max(count - 1, 1);
  const y = (rank: number): string => fixed(18 + (rank - 1) * high, 1);
  const [first = 1, ...rest] = ranks;
  const steps = rest.map((rank, index) => {
    const edge = (index + 1) * wide;
    return `H${fixed(31 + edge, 1)}L${fixed(49 + edge, 1)} ${y(rank)}`;
  });
  return `M54 ${y(first)}${steps.join('')}H658`;
}
