// What can be done to the rows of a draft: add, remove, move. Each returns the spot to go to, null when nothing was done.
import type { Aspect, AspectKind } from './document';
import { newRowId } from './document';
import { equal } from './model';
import type { SchemeModel, Spot } from './model';
import type { AspectRow, CriterionOutline, CriterionRow, Line, Outline, SubOutline, SubRow } from './outline';

export const NO_DESCRIPTORS = [{}, {}, {}, {}] as const;

/** Return a new aspect. */
export function newAspect(type: AspectKind = 'M', values: Partial<Aspect> = {}): AspectRow {
  const empty = { description: {}, max: '', section: '', extra: null, requirement: null, unit: '', calculation: null };
  return { kind: 'aspect', id: newRowId(), code: '', type, ...empty, descriptors: NO_DESCRIPTORS, ...values };
}

export function newSub(day: number | null): SubRow {
  return { kind: 'sub', id: newRowId(), code: '', name: {}, day };
}

/** Add an aspect below a line: after an aspect, at the top of a sub-criterion, in the first one of a criterion. */
export function addAspect(model: SchemeModel, line: Line, from: Spot): Spot | null {
  const sub = line.sub || firstSub(model.outline.peek(), line.criterion);
  if (!sub) return addSub(model, line, from);
  const former = line.kind === 'aspect' ? (model.row(line.id).peek() as AspectRow).type : 'M';
  const aspect = newAspect(former || 'M');
  const at = line.kind === 'aspect' ? line.id : null;
  return placed(model, aspect, (outline) => inSub(outline, sub, (ids) => insertAfter(ids, at, aspect.id)), from, 'description');
}

/** Add a sub-criterion below the one of a line, at the top of a criterion. */
export function addSub(model: SchemeModel, line: Line, from: Spot): Spot | null {
  const outline = model.outline.peek();
  const subs = outline.criteria.find((each) => each.id === line.criterion)?.subs ?? [];
  const near = line.sub || subs[0]?.id;
  const day = near ? (model.row(near).peek() as SubRow).day : (model.days[0] ?? null);
  const sub = newSub(day);
  const put = (before: Outline): Outline =>
    inCriterion(before, line.criterion, (each) => insertSub(each, line.sub || null, { id: sub.id, aspects: [] }));
  return placed(model, sub, put, from, 'name');
}

/** Add a criterion after the one of a line, with a sub-criterion to fill. */
export function addCriterion(model: SchemeModel, line: Line | null, from: Spot): Spot | null {
  const criterion: CriterionRow = { kind: 'criterion', id: newRowId(), code: '', name: {} };
  const sub = newSub(model.days[0] ?? null);
  const spot = { row: criterion.id, cell: 'name' };
  model.edit(
    (edit) => {
      edit.put(criterion);
      edit.put(sub);
      const { criteria, ...rest } = edit.outline();
      const at = line ? criteria.findIndex((each) => each.id === line.criterion) + 1 : criteria.length;
      edit.order({ ...rest, criteria: criteria.toSpliced(at, 0, { id: criterion.id, subs: [{ id: sub.id, aspects: [] }] }) });
    },
    from,
    spot,
  );
  return spot;
}

/** Remove lines with everything that lies in them; returns the spot that takes their place. */
export function removeLines(model: SchemeModel, ids: ReadonlySet<string>, from: Spot): Spot | null {
  const lines = model.lines.peek();
  const gone = (line: Line): boolean => ids.has(line.id) || ids.has(line.sub) || ids.has(line.criterion);
  const first = lines.findIndex(gone);
  if (first < 0) return null;
  const next = lines.slice(first).find((line) => !gone(line)) ?? lines.slice(0, first).findLast((line) => !gone(line));
  const spot = next ? { row: next.id, cell: from.cell } : null;
  model.edit(
    (edit) => {
      const { criteria, ...rest } = edit.outline();
      const kept = criteria.filter((each) => !ids.has(each.id)).map(({ id, subs }) => ({
        id,
        subs: subs.filter((sub) => !ids.has(sub.id)).map((sub) => ({ id: sub.id, aspects: sub.aspects.filter((each) => !ids.has(each)) })),
      }));
      edit.order({ ...rest, criteria: kept });
    },
    from,
    spot,
  );
  return spot;
}

/**
 * Move a line, or aspects that stand together, by one place; what does not fit into its parent any more goes on into
 * the neighbour. Returns false at an end.
 */
export function moveLines(model: SchemeModel, lines: readonly Line[], by: 1 | -1, from: Spot): boolean {
  const [first] = lines;
  if (!first) return false;
  const outline = model.outline.peek();
  const moved =
    first.kind === 'criterion'
      ? { ...outline, criteria: swapped(outline.criteria, (each) => each.id === first.id, by) }
      : first.kind === 'sub'
        ? moveSub(outline, first, by)
        : moveAspects(outline, first.sub, lines.filter((line) => line.kind === 'aspect' && line.sub === first.sub).map((line) => line.id), by);
  if (!moved || equal(moved, outline)) return false;
  return model.edit((edit) => edit.order(moved), from);
}

function moveSub(outline: Outline, line: Line, by: 1 | -1): Outline | null {
  const at = outline.criteria.findIndex((each) => each.id === line.criterion);
  const own = outline.criteria[at];
  const place = own?.subs.findIndex((each) => each.id === line.sub) ?? -1;
  const sub = own?.subs[place];
  if (!own || !sub) return null;
  const to = place + by;
  if (to >= 0 && to < own.subs.length) return inCriterion(outline, own.id, (each) => swapped(each, (one) => one.id === sub.id, by));
  const neighbour = outline.criteria[at + by];
  if (!neighbour) return null;
  const left = inCriterion(outline, own.id, (each) => each.filter((one) => one.id !== sub.id));
  return inCriterion(left, neighbour.id, (each) => (by > 0 ? [sub, ...each] : [...each, sub]));
}

function moveAspects(outline: Outline, sub: string, ids: readonly string[], by: 1 | -1): Outline | null {
  const subs = outline.criteria.flatMap((each) => each.subs);
  const at = subs.findIndex((each) => each.id === sub);
  const own = subs[at]?.aspects ?? [];
  const start = own.indexOf(ids[0] ?? '');
  const end = start + ids.length;
  const others = own.filter((id) => !ids.includes(id));
  const to = start + by;
  if (to >= 0 && end + by <= own.length) return inSub(outline, sub, () => others.toSpliced(to, 0, ...ids));
  const neighbour = subs[at + by];
  if (!neighbour) return null;
  const left = inSub(outline, sub, () => others);
  return inSub(left, neighbour.id, (each) => (by > 0 ? [...ids, ...each] : [...each, ...ids]));
}

/** Put new aspects after one, or at the end of a sub-criterion. */
export function withAspects(outline: Outline, sub: string, after: string | null, ids: readonly string[]): Outline {
  return inSub(outline, sub, (each) => {
    const at = after === null ? each.length : each.indexOf(after) + 1;
    return each.toSpliced(at, 0, ...ids);
  });
}

function placed(model: SchemeModel, row: AspectRow | SubRow, put: (outline: Outline) => Outline, from: Spot, cell: string): Spot {
  const spot = { row: row.id, cell };
  model.edit(
    (edit) => {
      edit.put(row);
      edit.order(put(edit.outline()));
    },
    from,
    spot,
  );
  return spot;
}

function firstSub(outline: Outline, criterion: string): string {
  return outline.criteria.find((each) => each.id === criterion)?.subs[0]?.id ?? '';
}

function insertAfter(ids: readonly string[], after: string | null, id: string): readonly string[] {
  return ids.toSpliced(after === null ? 0 : ids.indexOf(after) + 1, 0, id);
}

function insertSub(subs: readonly SubOutline[], after: string | null, sub: SubOutline): readonly SubOutline[] {
  return subs.toSpliced(after === null ? 0 : subs.findIndex((each) => each.id === after) + 1, 0, sub);
}

function inCriterion(outline: Outline, id: string, change: (subs: readonly SubOutline[]) => readonly SubOutline[] | null): Outline {
  const criteria = outline.criteria.map((each): CriterionOutline => (each.id === id ? { ...each, subs: change(each.subs) ?? each.subs } : each));
  return { ...outline, criteria };
}

function inSub(outline: Outline, id: string, change: (ids: readonly string[]) => readonly string[]): Outline {
  const criteria = outline.criteria.map((each): CriterionOutline => ({
    ...each,
    subs: each.subs.map((sub) => (sub.id === id ? { ...sub, aspects: change(sub.aspects) } : sub)),
  }));
  return { ...outline, criteria };
}

/** Return the list with one element a place further; the same order at an end. */
function swapped<Item>(items: readonly Item[], is: (item: Item) => boolean, by: 1 | -1): readonly Item[] {
  const at = items.findIndex(is);
  const to = at + by;
  const item = items[at];
  if (item === undefined || to < 0 || to >= items.length) return items;
  return items.toSpliced(at, 1).toSpliced(to, 0, item);
}
