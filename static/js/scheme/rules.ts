// What is wrong with a draft, row by row. The same codes and places as competition/domain/scheme_document.py; vectors hold both.
import { checkParameters } from '../judge/calculations';
import { refusalOf } from '../judge/refusal';
import { amount, HUNDREDTH, marks, twoDecimals, ZERO } from './amounts';
import type { Aspect, Criterion, SchemeDocument, Section, SubCriterion } from './document';
import { hasWords, LETTERS } from './document';
import { totalsOf } from './totals';
import type { Totals } from './totals';

export type Severity = 'error' | 'warning';
export type Params = Readonly<Record<string, string>>;

/** row: the row's id, "" for the scheme as a whole. cell: the key that holds what is to be mended. */
export interface Problem {
  readonly severity: Severity;
  readonly code: string;
  readonly row: string;
  readonly cell: string;
  readonly params: Params;
}

const TOTAL = marks(100);
const TOLERANCE = marks(5);
const ASPECT_LIMIT = marks(2);
const LIMIT_TEXT = '2.00';

/** Return every problem in the order of the draft. days: the numbers of the event's days, null to leave days unchecked. */
export function problemsOf(document: SchemeDocument, days: readonly number[] | null = null, totals = totalsOf(document)): readonly Problem[] {
  const found: Problem[] = [];
  const add = (severity: Severity, code: string, row: string, cell: string, params: Params = {}): void =>
    void found.push({ severity, code, row, cell, params });
  lacks(document, add);
  const lacking = new Set(found.map((each) => `${each.row} ${each.cell}`));
  structure(document, totals, add);
  duplicates(document, lacking, add);
  for (const criterion of document.criteria) {
    for (const sub of criterion.sub_criteria) sub.aspects.forEach((aspect) => aspectRules(document, aspect, add));
  }
  sectionSums(document, add);
  if (days) dayRules(document, days, add);
  return inOrder(document, found);
}

type Add = (severity: Severity, code: string, row: string, cell: string, params?: Params) => void;

/** What a row cannot do without. */
function lacks(document: SchemeDocument, add: Add): void {
  for (const section of document.sections) lacksOfSection(section, add);
  for (const criterion of document.criteria) {
    if (!hasWords(criterion.name)) add('error', 'criterion_without_name', criterion.id, 'name', { criterion: criterion.code });
    for (const sub of criterion.sub_criteria) {
      if (!hasWords(sub.name)) add('error', 'sub_criterion_without_name', sub.id, 'name', { sub_criterion: sub.code });
      for (const aspect of sub.aspects) lacksOfAspect(aspect, add);
    }
  }
}

function lacksOfSection({ id, code, name, weight }: Section, add: Add): void {
  if (!code.trim()) add('error', 'section_without_code', id, 'code');
  if (!hasWords(name)) add('error', 'section_without_name', id, 'name', { section: code });
  const number = amount(weight);
  if (number === null || number < 0n) add('error', 'section_weight_not_number', id, 'weight', { section: code, found: weight });
  else if (number % HUNDREDTH !== 0n) add('error', 'section_weight_too_fine', id, 'weight', { section: code });
}

function lacksOfAspect({ id, code, type, description, max }: Aspect, add: Add): void {
  if (!type) add('error', 'draft_aspect_without_type', id, 'type', { aspect: code });
  if (!hasWords(description)) add('error', 'draft_aspect_without_description', id, 'description', { aspect: code });
  if (amount(max) !== null) return;
  if (max.trim()) add('error', 'max_mark_not_number', id, 'max', { aspect: code, found: max });
  else add('error', 'max_mark_missing', id, 'max', { aspect: code });
}

function structure(document: SchemeDocument, { total, weights }: Totals, add: Add): void {
  const { criteria } = document;
  if (criteria.length > LETTERS.length) {
    add('error', 'too_many_criteria', '', '', { count: String(criteria.length), limit: String(LETTERS.length) });
  }
  for (const criterion of criteria) structureOf(criterion, add);
  if (total !== TOTAL) add('error', 'total_not_100', '', '', { total: twoDecimals(total), expected: twoDecimals(TOTAL) });
  if (document.sections.length > 0 && weights !== TOTAL) {
    add('warning', 'section_weights_not_100', '', '', { total: twoDecimals(weights), expected: twoDecimals(TOTAL) });
  }
}

function structureOf({ id, code, sub_criteria: subs }: Criterion, add: Add): void {
  if (code.length !== 1 || !LETTERS.includes(code)) add('error', 'criterion_code_unknown', id, 'code', { criterion: code });
  if (!subs.some((sub) => sub.aspects.length > 0)) {
    add('error', 'criterion_without_aspects', id, 'name', { criterion: code });
    return;
  }
  for (const sub of subs) {
    if (sub.aspects.length === 0) add('warning', 'sub_criterion_without_aspects', sub.id, 'name', { sub_criterion: sub.code });
  }
}

/** Codes that stand twice; each is told once, at the last row that has it. */
function duplicates({ sections, criteria }: SchemeDocument, lacking: ReadonlySet<string>, add: Add): void {
  const subs = criteria.flatMap((criterion) => criterion.sub_criteria);
  const aspects = subs.flatMap((sub) => sub.aspects);
  const rows = new Map([...criteria, ...subs, ...aspects].map((row) => [row.code, row.id]));
  const sectionRows = new Map(sections.map((row) => [row.code, row.id]));
  for (const shelf of [criteria, subs, aspects, sections]) {
    const counts = new Map<string, number>();
    for (const { code } of shelf) counts.set(code, (counts.get(code) ?? 0) + 1);
    for (const [code, count] of counts) {
      if (count === 1) continue;
      const row = rows.get(code) ?? sectionRows.get(code) ?? '';
      if (!lacking.has(`${row} code`)) add('error', 'duplicate_code', row, 'code', { part: code });
    }
  }
}

function aspectRules(document: SchemeDocument, aspect: Aspect, add: Add): void {
  const { id, code, section } = aspect;
  const max = amount(aspect.max);
  if (max !== null) maxRules(aspect, max, add);
  if (aspect.type === 'J') {
    if (aspect.descriptors.length !== 4 || !aspect.descriptors.every(hasWords)) {
      add('warning', 'judgement_without_descriptors', id, 'descriptors', { aspect: code });
    }
  } else if (aspect.calculation && max !== null) {
    const { calculation } = aspect;
    const refusal = refusalOf(() => checkParameters(calculation, aspect.max));
    if (refusal) add('error', refusal.code, id, 'calculation', { aspect: code, ...refusal.params });
  }
  if (document.sections.length > 0 && !document.sections.some((each) => each.code === section)) {
    if (section) add('error', 'section_unknown', id, 'section', { aspect: code, section });
    else add('error', 'section_missing', id, 'section', { aspect: code });
  }
}

function maxRules({ id, code }: Aspect, max: bigint, add: Add): void {
  if (max <= 0n) add('error', 'max_mark_not_positive', id, 'max', { aspect: code });
  else if (max % HUNDREDTH !== 0n) add('error', 'max_mark_too_fine', id, 'max', { aspect: code });
  else if (max > ASPECT_LIMIT) {
    add('warning', 'aspect_over_two', id, 'max', { aspect: code, max_mark: twoDecimals(max), limit: LIMIT_TEXT });
  }
}

function sectionSums(document: SchemeDocument, add: Add): void {
  if (document.sections.length === 0) return;
  const rows = new Map(document.sections.map((section) => [section.code, section]));
  const sums = sectionMarks(document);
  for (const section of document.sections) {
    const weight = amount(section.weight);
    const row = rows.get(section.code) ?? section;
    if (weight === null || weight < 0n || (amount(row.weight) ?? -1n) < 0n) continue;
    const mark = sums.get(section.code) ?? ZERO;
    const variation = weight > mark ? weight - mark : mark - weight;
    if (variation === ZERO) continue;
    add(variation > TOLERANCE ? 'error' : 'warning', 'section_variation', row.id, 'weight', {
      section: section.code,
      weight: twoDecimals(weight),
      aspects: twoDecimals(mark),
      variation: twoDecimals(variation),
    });
  }
}

function sectionMarks(document: SchemeDocument): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const criterion of document.criteria) {
    for (const sub of criterion.sub_criteria) {
      for (const { section, max } of sub.aspects) sums.set(section, (sums.get(section) ?? ZERO) + (amount(max) ?? ZERO));
    }
  }
  return sums;
}

function dayRules(document: SchemeDocument, days: readonly number[], add: Add): void {
  for (const { id, code, day } of document.criteria.flatMap((criterion): readonly SubCriterion[] => criterion.sub_criteria)) {
    if (day === null) add('warning', 'day_missing', id, 'day', { sub_criterion: code });
    else if (!days.includes(day)) add('error', 'day_unknown', id, 'day', { sub_criterion: code, day: String(day) });
  }
}

/** Return the problems from top to bottom, those of the whole scheme last; in a row as they were found. */
function inOrder(document: SchemeDocument, found: readonly Problem[]): readonly Problem[] {
  const order = new Map<string, number>();
  const put = (id: string): void => void order.set(id, order.size);
  document.sections.forEach((section) => put(section.id));
  for (const criterion of document.criteria) {
    put(criterion.id);
    for (const sub of criterion.sub_criteria) {
      put(sub.id);
      sub.aspects.forEach((aspect) => put(aspect.id));
    }
  }
  put('');
  return found.toSorted((a, b) => (order.get(a.row) ?? 0) - (order.get(b.row) ?? 0));
}
