// Figures, times and dates as competition/web/filters.py writes them; tests/vectors/figures.json holds both to it.

const LOCALES: Readonly<Record<string, string>> = { ar: 'ar-u-nu-arab', en: 'en-GB', zh: 'zh-Hans-CN' };
const SPACED_PERCENT = new Set(['fr', 'ru', 'es']);
const ARABIC_ZERO = 0x0660;
const THIN_SPACE = '\u202f';
const MINUS = '\u2212';
export const NOT_MARKED = '–';

export interface Figures {
  number(value: number, places?: number): string;
  mark(mark: string | null): string;
  percent(value: number | null): string;
  time(moment: number, seconds?: boolean): string;
  date(moment: number): string;
}

/** Return what writes figures for a reader of one language and times of one zone. */
export function figuresFor(lang: string, timezone: string): Figures {
  const locale = LOCALES[lang] ?? lang;
  const plain = [0, 2].map(
    (places) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: true }),
  );
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, { timeZone: timezone, day: 'numeric', month: 'long' });

  const number = (value: number, places = 0): string => {
    const format = plain[places === 2 ? 1 : 0] as Intl.NumberFormat;
    const parts = format.formatToParts(Math.abs(value));
    const written = parts.map((part) => (part.type === 'group' ? '' : part.value)).join('');
    return (value < 0 ? MINUS : '') + grouped(written);
  };
  return {
    number,
    mark: (mark) => (mark === null ? NOT_MARKED : number(Number(mark), 2)),
    percent: (value) => (value === null ? NOT_MARKED : number(value) + percentSign(lang)),
    time: (moment, seconds = false) => {
      const written = clock.format(moment);
      return digits(seconds ? written : written.slice(0, 5), lang);
    },
    date: (moment) => day.format(moment),
  };
}

// Spanish and Polish leave four figures together in Intl; a column of marks needs one rule.
function grouped(written: string): string {
  const whole = /^[\d\u0660-\u0669]+/.exec(written)?.[0] ?? '';
  const parted = whole.replace(/(?<=[\d\u0660-\u0669])(?=(?:[\d\u0660-\u0669]{3})+$)/g, THIN_SPACE);
  return parted + written.slice(whole.length);
}

function percentSign(lang: string): string {
  if (lang === 'ar') return '\u066a';
  return SPACED_PERCENT.has(lang) ? '\u00a0%' : '%';
}

function digits(written: string, lang: string): string {
  if (lang !== 'ar') return written;
  return written.replace(/\d/g, (digit) => String.fromCharCode(ARABIC_ZERO + Number(digit)));
}
