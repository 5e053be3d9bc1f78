// A table from a spreadsheet as a list of aspects: which column is what, by its heading or by what stands in it.
import { refusalOf } from '../judge/refusal';
import { amount, HUNDREDTH, tidy } from './amounts';
import { dayOf, tidied, typeOf } from './cells';
import type { Aspect, AspectKind } from './document';
import { LONGEST_NUMBER, LONGEST_SECTION, LONGEST_TEXT, LONGEST_UNIT, SCORES, withWords } from './document';

export type Column = 'code' | 'name' | 'day' | 'type' | 'description' | 'score' | 'extra' | 'requirement' | 'section' | 'unit' | 'max';

/** headings: whether the first row names the columns. columns: null for one that is left out. */
export interface Layout {
  readonly headings: boolean;
  readonly columns: readonly (Column | null)[];
}

export type Values = Pick<Aspect, 'type' | 'description' | 'max' | 'section' | 'extra' | 'requirement' | 'unit' | 'descriptors'>;
export interface SubFound {
  readonly name: string;
  readonly day: number | null;
  readonly aspects: Values[];
}

/** What a table holds. loose: aspects above the first sub-criterion. skipped: rows that are neither. untyped: of unknown type. */
export interface Found {
  readonly loose: readonly Values[];
  readonly subs: readonly SubFound[];
  readonly skipped: number;
  readonly untyped: number;
}

const HEADINGS: readonly (readonly [RegExp, Column | null])[] = [
  [/total|calculation|criterion [a-i]\b|competition/, null],
  [/extra|score description|help|partial|说明|aide|подсказ|ayuda|إضافي/, 'extra'],
  [/sub.*criteri.*(id|code)|^(id|code|no\.?|编号|序号)$/, 'code'],
  [/sub.*criteri.*(name|desc)|sub.?criteri(on|a)$|子项|^(name|名称)$/, 'name'],
  [/\bday|天|日期|jour|день|día|يوم/, 'day'],
  [/(judg|subj).*score|^score$|等级/, 'score'],
  [/\btype\b|m ?= ?meas|^m ?\/ ?j$|类型|тип|tipo|نوع/, 'type'],
  [/requirement|nominal|expected|要求|exigence|требован|requisito|متطلب/, 'requirement'],
  [/section|wsos|wsss|标准|раздел|sección|قسم/, 'section'],
  [/^units?$|unité|单位|единиц|unidad|وحدة/, 'unit'],
  [/max|marks?$|points?|分值|满分|分数|note|балл|puntos|درجة/, 'max'],
  [/descri|aspect|criteri|描述|内容|评分|описан|аспект|وصف/, 'description'],
];
const CODE = /^[A-ZА-Я]\d{1,2}$/i;

/** Return what the columns of a table seem to be. sections: the codes of the standard. */
export function layoutOf(table: readonly (readonly string[])[], sections: readonly string[]): Layout {
  const width = Math.max(0, ...table.map((row) => row.length));
  const named = headingsOf(table[0] ?? [], width);
  if (named) return { headings: true, columns: named };
  return { headings: false, columns: byContent(table, width, sections) };
}

/** Return the aspects that a table holds. */
export function readList(table: readonly (readonly string[])[], layout: Layout, language: string): Found {
  const loose: Values[] = [];
  const subs: SubFound[] = [];
  const counts = { skipped: 0, untyped: 0 };
  const typed = layout.columns.includes('type');
  let last: Values | null = null;
  for (const row of layout.headings ? table.slice(1) : table) {
    const get = (column: Column): string => (row[layout.columns.indexOf(column)] ?? '').trim();
    if (!row.some((each) => each.trim())) continue;
    const startsSub = get('code') !== '' || (get('name') !== '' && get('description') === '');
    if (startsSub) {
      subs.push({ name: line(get('name')) || line(get('code')), day: dayIn(get('day')), aspects: [] });
      last = null;
    }
    const list = subs.at(-1)?.aspects ?? loose;
    if (get('type') || (get('description') && (!typed || get('max')))) {
      last = aspectIn(get, language, typed, counts);
      list.push(last);
    } else if (last && addTo(last, get, language)) list.splice(-1, 1, (last = addTo(last, get, language) ?? last));
    else if (!startsSub) counts.skipped += 1;
  }
  return { loose, subs, ...counts };
}

function aspectIn(get: (column: Column) => string, language: string, typed: boolean, counts: { untyped: number }): Values {
  let type: AspectKind = typed ? '' : 'M';
  if (typed && refusalOf(() => (type = typeOf(get('type'))))) type = '';
  if (!type) counts.untyped += 1;
  const words = (column: Column): Values['extra'] => (get(column) ? withWords(null, language, tidied(get(column)).slice(0, LONGEST_TEXT)) : null);
  return {
    type,
    description: words('description') ?? {},
    max: tidy(get('max').slice(0, LONGEST_NUMBER)),
    section: line(get('section')).slice(0, LONGEST_SECTION),
    extra: words('extra'),
    requirement: words('requirement'),
    unit: line(get('unit')).slice(0, LONGEST_UNIT),
    descriptors: SCORES.map(() => ({})),
  };
}

/** Return the aspect above with a row that belongs to it: the text of a score, or more of its help; null for another row. */
function addTo(aspect: Values, get: (column: Column) => string, language: string): Values | null {
  const score = SCORES.find((each) => String(each) === get('score'));
  const text = tidied(get('extra') || get('description')).slice(0, LONGEST_TEXT);
  if (score !== undefined && aspect.type === 'J') {
    return { ...aspect, descriptors: aspect.descriptors.map((each, place) => (place === score ? withWords(null, language, text) : each)) };
  }
  if (get('description') || !(get('extra') || get('requirement'))) return null;
  const more = (column: 'extra' | 'requirement'): Values['extra'] => {
    const lines = [aspect[column]?.[language] ?? '', tidied(get(column))].filter(Boolean).join('\n');
    return lines ? withWords(aspect[column], language, lines.slice(0, LONGEST_TEXT)) : aspect[column];
  };
  return { ...aspect, extra: more('extra'), requirement: more('requirement') };
}

/** Return the columns that a row of headings names, null when the row is none. */
function headingsOf(row: readonly string[], width: number): (Column | null)[] | null {
  const columns: (Column | null)[] = Array.from({ length: width }, () => null);
  row.forEach((cell, at) => {
    const words = line(cell).toLowerCase();
    const found = words.length > 120 ? null : (HEADINGS.find(([shape]) => shape.test(words))?.[1] ?? null);
    if (found && !columns.includes(found)) columns[at] = found;
  });
  const isNumber = row.some((cell) => cell.trim() !== '' && amount(cell) !== null);
  return !isNumber && columns.filter(Boolean).length >= 2 && (columns.includes('description') || columns.includes('max')) ? columns : null;
}

function byContent(table: readonly (readonly string[])[], width: number, sections: readonly string[]): (Column | null)[] {
  const columns: (Column | null)[] = Array.from({ length: width }, () => null);
  const cells = (at: number): string[] => table.map((row) => (row[at] ?? '').trim());
  const full = (at: number): string[] => cells(at).filter(Boolean);
  const all = Array.from({ length: width }, (_, at) => at).filter((at) => full(at).length > 0);
  const put = (column: Column, at: number | undefined): void => void (at !== undefined && (columns[at] = column));
  const free = (test: (values: string[], at: number) => boolean): number | undefined => all.find((at) => columns[at] === null && test(full(at), at));
  put('code', free((values) => values.every((each) => CODE.test(each))));
  put('type', free((values) => values.every((each) => each.length < 13 && !refusalOf(() => void typeOf(each)))));
  const type = columns.indexOf('type');
  const code = columns.indexOf('code');
  const besides = (at: number, other: number): boolean => other >= 0 && table.every((row) => !(row[at] ?? '').trim() || !(row[other] ?? '').trim());
  put('score', free((values, at) => values.length > 3 && values.every((each) => /^[0-3]$/.test(each)) && besides(at, type)));
  if (code >= 0) {
    const withCode = (at: number): boolean => table.every((row) => !(row[at] ?? '').trim() || (row[code] ?? '').trim() !== '');
    put('name', free((values, at) => withCode(at) && values.some((each) => amount(each) === null)));
    put('day', free((values, at) => withCode(at) && values.every((each) => !refusalOf(() => void dayOf(each)))));
  }
  putNumbers(all.filter((at) => columns[at] === null && full(at).every((each) => amount(each) !== null)), full, sections, columns);
  const texts = all.filter((at) => columns[at] === null && full(at).some((each) => amount(each) === null));
  const [description, second, third] = texts;
  put('description', description);
  put(third === undefined ? 'requirement' : 'extra', second);
  put('requirement', third);
  return columns;
}

/** Tell marks from sections among the columns of numbers. */
function putNumbers(all: readonly number[], full: (at: number) => string[], sections: readonly string[], columns: (Column | null)[]): void {
  const broken = (at: number): boolean => full(at).some((each) => ((amount(each) ?? 0n) / HUNDREDTH) % 100n !== 0n);
  const known = (at: number): boolean => sections.length > 0 && full(at).every((each) => sections.includes(each));
  const section = all.length > 1 ? (all.find((at) => known(at) && !broken(at)) ?? all.filter((at) => !broken(at)).at(-1)) : undefined;
  const max = all.find((at) => at !== section && broken(at)) ?? all.find((at) => at !== section);
  if (max !== undefined) columns[max] = 'max';
  if (section !== undefined) columns[section] = 'section';
}

function dayIn(text: string): number | null {
  let day: number | null = null;
  return refusalOf(() => (day = dayOf(text))) ? null : day;
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
