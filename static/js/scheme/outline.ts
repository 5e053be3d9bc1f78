// The order of the rows, apart from what stands in them, and the codes that follow from it.
import type { Aspect, Criterion, SchemeDocument, Section, SubCriterion } from './document';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export type Kind = 'section' | 'criterion' | 'sub' | 'aspect';

export interface SubOutline {
  readonly id: string;
  readonly aspects: readonly string[];
}

export interface CriterionOutline {
  readonly id: string;
  readonly subs: readonly SubOutline[];
}

/** The ids of all rows in their order. */
export interface Outline {
  readonly sections: readonly string[];
  readonly criteria: readonly CriterionOutline[];
}

export type SectionRow = { readonly kind: 'section' } & Section;
export type CriterionRow = { readonly kind: 'criterion' } & Omit<Criterion, 'sub_criteria'>;
export type SubRow = { readonly kind: 'sub' } & Omit<SubCriterion, 'aspects'>;
export type AspectRow = { readonly kind: 'aspect' } & Aspect;
/** What stands in a row; the codes of sub-criteria and aspects are "" here, since they follow from the order. */
export type Row = SectionRow | CriterionRow | SubRow | AspectRow;
export type RowOf = (id: string) => Row;

/** A line of the grid: a row with what it lies in. */
export interface Line {
  readonly id: string;
  readonly kind: Exclude<Kind, 'section'>;
  readonly criterion: string;
  readonly sub: string;
}

/** Take a document apart. */
export function takeApart(document: SchemeDocument): { readonly outline: Outline; readonly rows: ReadonlyMap<string, Row> } {
  const rows = new Map<string, Row>();
  for (const section of document.sections) rows.set(section.id, { kind: 'section', ...section });
  const criteria = document.criteria.map(({ sub_criteria: subs, ...criterion }): CriterionOutline => {
    rows.set(criterion.id, { kind: 'criterion', ...criterion });
    return {
      id: criterion.id,
      subs: subs.map(({ aspects, ...sub }): SubOutline => {
        rows.set(sub.id, { kind: 'sub', ...sub, code: '' });
        for (const aspect of aspects) rows.set(aspect.id, { kind: 'aspect', ...aspect, code: '' });
        return { id: sub.id, aspects: aspects.map((aspect) => aspect.id) };
      }),
    };
  });
  return { outline: { sections: document.sections.map((section) => section.id), criteria }, rows };
}

/** Put a document together, with its codes. */
export function putTogether(outline: Outline, rowOf: RowOf): SchemeDocument {
  return {
    sections: outline.sections.map((id) => bare(rowOf(id)) as Section),
    criteria: outline.criteria.map(({ id, subs }): Criterion => {
      const criterion = rowOf(id) as CriterionRow;
      return { ...(bare(criterion) as Omit<Criterion, 'sub_criteria'>), sub_criteria: subs.map((sub, at) => subOf(sub, `${criterion.code}${at + 1}`, rowOf)) };
    }),
  };
}

/** Return the code of every row by id. */
export function codesOf(outline: Outline, rowOf: RowOf): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const id of outline.sections) codes.set(id, rowOf(id).code);
  for (const { id, subs } of outline.criteria) {
    const letter = rowOf(id).code;
    codes.set(id, letter);
    subs.forEach((sub, at) => {
      codes.set(sub.id, `${letter}${at + 1}`);
      number(sub.aspects, `${letter}${at + 1}`, rowOf).forEach((code, place) => codes.set(sub.aspects[place] ?? '', code));
    });
  }
  return codes;
}

/** Return a document with the codes that follow from its order, as the server numbers it. */
export function renumbered(document: SchemeDocument): SchemeDocument {
  const { outline, rows } = takeApart(document);
  return putTogether(outline, (id) => rows.get(id) as Row);
}

/** Return the id of every row by its code; sections are kept apart from criteria. */
export function idsByCode(document: SchemeDocument): ReadonlyMap<string, string> {
  const ids = new Map(document.sections.map((section) => [`section ${section.code}`, section.id]));
  for (const criterion of document.criteria) {
    ids.set(criterion.code, criterion.id);
    for (const sub of criterion.sub_criteria) {
      ids.set(sub.code, sub.id);
      for (const aspect of sub.aspects) ids.set(aspect.code, aspect.id);
    }
  }
  return ids;
}

/** Return a document whose rows have other ids; those that are not named keep theirs. */
export function withIds(document: SchemeDocument, ids: ReadonlyMap<string, string>): SchemeDocument {
  const named = <Row extends { readonly id: string }>(row: Row): Row => ({ ...row, id: ids.get(row.id) ?? row.id });
  return {
    sections: document.sections.map(named),
    criteria: document.criteria.map((criterion) => ({
      ...named(criterion),
      sub_criteria: criterion.sub_criteria.map((sub) => ({ ...named(sub), aspects: sub.aspects.map(named) })),
    })),
  };
}

/** Return the lines of the grid from top to bottom. */
export function linesOf(outline: Outline): readonly Line[] {
  return outline.criteria.flatMap(({ id: criterion, subs }): Line[] => [
    { id: criterion, kind: 'criterion', criterion, sub: '' },
    ...subs.flatMap(({ id: sub, aspects }): Line[] => [
      { id: sub, kind: 'sub', criterion, sub },
      ...aspects.map((id): Line => ({ id, kind: 'aspect', criterion, sub })),
    ]),
  ]);
}

/**
 * Return the letters of criteria after their number or order has changed. Those that followed the alphabet still do;
 * others (a file with criterion C alone) keep their own, and a new one takes the first that is free.
 * former: letters by id in their order. ids: the criteria in their new order.
 */
export function lettersFor(former: ReadonlyMap<string, string>, ids: readonly string[]): readonly string[] {
  if ([...former.values()].every((letter, place) => letter === ALPHABET[place])) return ids.map((_, place) => ALPHABET[place] ?? '');
  const taken = new Set(ids.map((id) => former.get(id)));
  return ids.map((id) => {
    const own = former.get(id) ?? [...ALPHABET].find((letter) => !taken.has(letter)) ?? '';
    taken.add(own);
    return own;
  });
}

function subOf({ id, aspects }: SubOutline, code: string, rowOf: RowOf): SubCriterion {
  const codes = number(aspects, code, rowOf);
  return {
    ...(bare(rowOf(id)) as Omit<SubCriterion, 'aspects'>),
    code,
    aspects: aspects.map((each, place): Aspect => ({ ...(bare(rowOf(each)) as Aspect), code: codes[place] ?? '' })),
  };
}

function number(aspects: readonly string[], sub: string, rowOf: RowOf): readonly string[] {
  const counts: Record<string, number> = {};
  return aspects.map((id) => {
    const type = (rowOf(id) as AspectRow).type || '?';
    counts[type] = (counts[type] ?? 0) + 1;
    return `${sub}.${type}${counts[type]}`;
  });
}

function bare(row: Row): Omit<Row, 'kind'> {
  const { kind: _kind, ...rest } = row;
  return rest;
}
