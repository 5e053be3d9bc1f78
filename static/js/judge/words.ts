// Words, figures and times as the reader of this page sees them; marks and codes of the server stay text.
import { lang, locale } from '../page';
import type { Text } from './types';

export interface Words {
  readonly text: string;
  /** The language of the words where it is not the page's own, else "". */
  readonly lang: string;
}

const ARABIC_ZERO = '٠'.charCodeAt(0);
export const NOTHING = '–';

/** Choose the words of the reader: own language, English, any. */
export function chosen(text: Text | null, reader = lang): Words {
  for (const code of [reader, 'en', ...Object.keys(text ?? {})]) {
    const words = text?.[code];
    if (words) return { text: words, lang: code === reader ? '' : code };
  }
  return { text: '', lang: '' };
}

/** Choose the line below: English, else the only other language; null when there is none or it says the same. */
export function second(text: Text | null, reader = lang): Words | null {
  if (!text) return null;
  const first = chosen(text, reader);
  const taken = first.lang || reader;
  const others = Object.keys(text).filter((code) => code !== taken && code !== 'en');
  for (const code of ['en', ...(others.length === 1 ? others : [])]) {
    const words = text[code];
    if (code !== taken && words && words !== first.text) return { text: words, lang: code };
  }
  return null;
}

/** Write a decimal text in the reader's digits; what comes out can be typed in again (point, or the Arabic separator). */
export function figure(text: string): string {
  if (!locale.endsWith('nu-arab')) return text.replace('-', '−');
  const digits = text.replace(/\d/g, (digit) => String.fromCharCode(ARABIC_ZERO + Number(digit)));
  return digits.replace('.', '٫').replace('-', '−');
}

/** Write a mark with two decimals; not marked is a dash. */
export function mark(text: string | null): string {
  return text === null ? NOTHING : new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(Number(text));
}

export function count(number: number): string {
  return new Intl.NumberFormat(locale).format(number);
}

/** The zone of the venue, "" for the tablet's own, and how far its clock is from real time (rehearsals), in seconds. */
export const venue = { timeZone: '', offset: 0 };

/** Write the time of day at the venue, 24 hours. moment: real time; offset: 0 for a moment in the event's own time. */
export function clock(moment: string | number, offset = venue.offset): string {
  const { timeZone } = venue;
  const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(timeZone ? { timeZone } : {}) } as const;
  return new Intl.DateTimeFormat(locale, style).format(new Date(new Date(moment).getTime() + offset * 1000));
}

/** Return the digit 0 to 9 that a key types in any script of the product, null for another key. */
export function digitOf(key: string): number | null {
  if (key.length !== 1) return null;
  for (const zero of ['0', '٠', '۰', '０']) {
    const value = key.charCodeAt(0) - zero.charCodeAt(0);
    if (value >= 0 && value <= 9) return value;
  }
  return null;
}
