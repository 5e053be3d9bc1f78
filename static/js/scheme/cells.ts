// The cells of the grid: which a row has, what stands in them as text, and how a typed text is put in.
import { parseDecimal } from '../judge/decimals';
import { Refusal, refusalOf } from '../judge/refusal';
import { tidy } from './amounts';
import type { AspectKind, Text } from './document';
import { LATEST_DAY, LONGEST_NUMBER, LONGEST_SECTION, LONGEST_TEXT, withWords } from './document';
import type { Kind, Row } from './outline';

/** code: of a criterion it can be typed. sum: what the aspects below add up to. how: calculation or descriptors. */
export type CellKey = 'code' | 'day' | 'type' | 'name' | 'description' | 'extra' | 'requirement' | 'section' | 'how' | 'max' | 'sum' | 'weight';

/** from: the first of the grid's columns that a cell covers, from 0. kind: how it is used. */
export interface CellPlace {
  readonly key: CellKey;
  readonly from: number;
  readonly span: number;
  readonly use: 'text' | 'dialog' | 'fixed';
}

export const COLUMNS = ['code', 'day', 'type', 'description', 'extra', 'requirement', 'section', 'how', 'max'] as const;

const cell = (key: CellKey, from: number, span = 1, use: CellPlace['use'] = 'text'): CellPlace => ({ key, from, span, use });

const PLACES: Readonly<Record<Exclude<Kind, 'section'>, readonly CellPlace[]>> = {
  criterion: [cell('code', 0), cell('name', 1, 7), cell('sum', 8, 1, 'fixed')],
  sub: [cell('code', 0, 1, 'fixed'), cell('day', 1), cell('name', 2, 6), cell('sum', 8, 1, 'fixed')],
  aspect: [
    cell('code', 0, 2, 'fixed'),
    cell('type', 2),
    cell('description', 3),
    cell('extra', 4),
    cell('requirement', 5),
    cell('section', 6),
    cell('how', 7, 1, 'dialog'),
    cell('max', 8),
  ],
};

export function placesOf(kind: Exclude<Kind, 'section'>): readonly CellPlace[] {
  return PLACES[kind];
}

/** Return the cell of a row that covers a column. */
export function placeAt(kind: Exclude<Kind, 'section'>, column: number): CellPlace {
  const places = PLACES[kind];
  return places.find((each) => column >= each.from && column < each.from + each.span) ?? (places[0] as CellPlace);
}

/** Return the column in which a cell is entered: a name that covers many leads on into the descriptions below it. */
export function entryOf({ from, span }: CellPlace): number {
  const text = COLUMNS.indexOf('description');
  return from <= text && text < from + span ? text : from;
}

/** Return the cell in which a problem is mended: the grid shows calculation and descriptors in one. */
export function cellOf(key: string, kind: Kind): CellKey {
  if (key === 'calculation' || key === 'descriptors' || key === 'unit') return 'how';
  return (key || (kind === 'aspect' ? 'description' : 'name')) as CellKey;
}

/** Return what stands in a cell as text that can be typed in again. */
export function textOf(row: Row, key: CellKey, language: string): string {
  switch (row.kind) {
    case 'section':
      return key === 'weight' ? row.weight : key === 'code' ? row.code : (row.name[language] ?? '');
    case 'criterion':
      return key === 'code' ? row.code : (row.name[language] ?? '');
    case 'sub':
      return key === 'day' ? String(row.day ?? '') : (row.name[language] ?? '');
    case 'aspect':
      return key === 'type' ? row.type : key === 'max' ? row.max : key === 'section' ? row.section : (wordsOf(row, key)?.[language] ?? '');
  }
}

/** Return the text in languages that a cell holds, null where it holds none. */
export function wordsOf(row: Row, key: string): Text | null {
  if (key === 'name' && row.kind !== 'aspect') return row.name;
  if (row.kind !== 'aspect') return null;
  return key === 'description' ? row.description : key === 'extra' ? row.extra : key === 'requirement' ? row.requirement : null;
}

/**
 * Return the row with a typed text put into a cell. A mark that is no number is kept as typed, so that nothing is lost.
 * Throws Refusal type_unknown, day_invalid, letter_invalid or text_too_long.
 */
export function withText(row: Row, key: CellKey, typed: string, language: string): Row {
  if (typed.length > LONGEST_TEXT) throw new Refusal('text_too_long', { limit: String(LONGEST_TEXT) });
  const line = typed.replace(/\s+/g, ' ').trim();
  switch (key) {
    case 'type':
      return { ...row, type: typeOf(line) } as Row;
    case 'day':
      return { ...row, day: dayOf(line) } as Row;
    case 'max':
    case 'weight':
      return { ...row, [key]: tidy(within(line, LONGEST_NUMBER)) } as Row;
    case 'section':
      return { ...row, section: sectionOf(line) } as Row;
    case 'code':
      return { ...row, code: row.kind === 'criterion' ? letterOf(line) : sectionOf(line) } as Row;
    case 'name':
      return { ...row, name: withWords(wordsOf(row, key), language, line) } as Row;
    case 'description':
    case 'extra':
    case 'requirement':
      return { ...row, [key]: orNull(key, withWords(wordsOf(row, key), language, tidied(typed))) } as Row;
    case 'how':
    case 'sum':
      return row;
  }
}

const TYPES: Readonly<Record<string, AspectKind>> = {
  m: 'M', o: 'M', 'м': 'M', 'о': 'M', 'и': 'M', meas: 'M', measurement: 'M', objective: 'M', mesure: 'M', '测量': 'M', '客观': 'M',
  j: 'J', 'ј': 'J', judg: 'J', judgement: 'J', judgment: 'J', subjective: 'J', jugement: 'J', '评判': 'J', '评价': 'J', '主观': 'J',
}; // prettier-ignore

/** Return the type that a text names; O (objective) is what measurement was called until 2017. Throws Refusal type_unknown. */
export function typeOf(typed: string): AspectKind {
  const text = typed.trim().toLowerCase();
  if (!text) return '';
  const found = TYPES[text];
  if (!found) throw new Refusal('type_unknown', { found: typed });
  return found;
}

/** Return the day that a text names, null for none. Throws Refusal day_invalid. */
export function dayOf(typed: string): number | null {
  const text = typed.replace(/^(?:day|c|d|день|jour|día|第)\s*/i, '').replace(/\s*(?:天|日)$/, '');
  if (!text) return null;
  let number = NaN;
  if (refusalOf(() => (number = Number(parseDecimal(text)))) || !Number.isInteger(number) || number < 1 || number > LATEST_DAY) {
    throw new Refusal('day_invalid', { found: typed });
  }
  return number;
}

function letterOf(typed: string): string {
  const letter = typed.toUpperCase();
  if (!/^[A-Z]$/.test(letter)) throw new Refusal('letter_invalid', { found: typed });
  return letter;
}

/** A section's number in Latin digits, so that it is found whatever keyboard wrote it. */
function sectionOf(typed: string): string {
  const text = within(typed, LONGEST_SECTION);
  let number = text;
  if (!/[.,٫]/.test(text)) refusalOf(() => (number = parseDecimal(text)));
  return number;
}

function within(text: string, longest: number): string {
  if (text.length > longest) throw new Refusal('text_too_long', { limit: String(longest) });
  return text;
}

/** Text of several lines without blanks at their ends; what no file can hold is left out. */
export function tidied(typed: string): string {
  // eslint-disable-next-line no-control-regex
  return typed.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[ \t\u00a0]+$/gm, '').trim();
}

function orNull(key: CellKey, words: Text): Text | null {
  return key === 'description' || Object.keys(words).length > 0 ? words : null;
}
