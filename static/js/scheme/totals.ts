// The figures of a draft: sums of criteria, and the mark allocation table (DOMAIN 1.2): sections by criteria.
import { amount, ZERO } from './amounts';
import type { Criterion, SchemeDocument } from './document';

/** What the aspects of one sub-criterion, criterion or whole add up to. */
export interface Sum {
  readonly id: string;
  readonly code: string;
  readonly mark: bigint;
  readonly aspects: number;
}

/** A row of the mark allocation table. id: of the section, "" for aspects that name none. weight: null where it is no number. */
export interface Allocation {
  readonly id: string;
  readonly code: string;
  readonly weight: bigint | null;
  readonly byCriterion: readonly bigint[];
  readonly mark: bigint;
  readonly variation: bigint | null;
}

export interface Totals {
  readonly criteria: readonly Sum[];
  readonly subCriteria: ReadonlyMap<string, bigint>;
  readonly total: bigint;
  readonly aspects: number;
  readonly measurements: number;
  readonly judgements: number;
  readonly allocation: readonly Allocation[];
  readonly weights: bigint;
  readonly variation: bigint;
}

/** Return the figures; marks that are no numbers count as nothing. */
export function totalsOf(document: SchemeDocument): Totals {
  const subCriteria = new Map<string, bigint>();
  let measurements = 0;
  let judgements = 0;
  const criteria = document.criteria.map((criterion): Sum => {
    let mark = ZERO;
    let aspects = 0;
    for (const sub of criterion.sub_criteria) {
      const own = sub.aspects.reduce((sum, aspect) => sum + (amount(aspect.max) ?? ZERO), ZERO);
      subCriteria.set(sub.id, own);
      mark += own;
      aspects += sub.aspects.length;
      judgements += sub.aspects.filter((aspect) => aspect.type === 'J').length;
    }
    measurements += aspects;
    return { id: criterion.id, code: criterion.code, mark, aspects };
  });
  const allocation = allocate(document);
  return {
    criteria,
    subCriteria,
    total: criteria.reduce((sum, each) => sum + each.mark, ZERO),
    aspects: measurements,
    measurements: measurements - judgements,
    judgements,
    allocation,
    weights: allocation.reduce((sum, each) => sum + (each.weight ?? ZERO), ZERO),
    variation: allocation.reduce((sum, each) => sum + (each.variation ?? ZERO), ZERO),
  };
}

function allocate(document: SchemeDocument): Allocation[] {
  const byCode = new Map<string, bigint[]>();
  document.criteria.forEach((criterion, column) => addTo(byCode, criterion, column, document.criteria.length));
  const rows = document.sections.map((section): Allocation => {
    const own = byCode.get(section.code) ?? document.criteria.map(() => ZERO);
    byCode.delete(section.code);
    const weight = amount(section.weight);
    const mark = own.reduce((sum, each) => sum + each, ZERO);
    const away = weight === null ? null : weight - mark;
    const variation = away === null ? null : away < 0n ? -away : away;
    return { id: section.id, code: section.code, weight, byCriterion: own, mark, variation };
  });
  const others = [...byCode.values()];
  if (document.sections.length === 0 || others.length === 0) return rows;
  const left = document.criteria.map((_, column) => others.reduce((sum, each) => sum + (each[column] ?? ZERO), ZERO));
  const mark = left.reduce((sum, each) => sum + each, ZERO);
  return mark === ZERO ? rows : [...rows, { id: '', code: '', weight: null, byCriterion: left, mark, variation: null }];
}

function addTo(byCode: Map<string, bigint[]>, criterion: Criterion, column: number, columns: number): void {
  for (const sub of criterion.sub_criteria) {
    for (const aspect of sub.aspects) {
      const row = byCode.get(aspect.section) ?? Array.from({ length: columns }, () => ZERO);
      row[column] = (row[column] ?? ZERO) + (amount(aspect.max) ?? ZERO);
      byCode.set(aspect.section, row);
    }
  }
}
