// What the clipboard brings is put into the draft: a block cell by cell, or a list of aspects.
import { refusalOf } from '../judge/refusal';
import { placesOf, textOf, withText } from './cells';
import type { CellPlace } from './cells';
import { writeTable } from './clipboard';
import type { GridState } from './grid_state';
import type { Edit, SchemeModel } from './model';
import type { AspectRow, Line } from './outline';
import type { Found, Values } from './paste';
import { layoutOf } from './paste';
import { newAspect, newSub, withAspects } from './steps';

/** The type under which a block that was copied here is known again, whatever its shape. */
export const OWN_TYPE = 'application/x-podium-cells';
const FEW_COLUMNS = 2;

/** Return the marked cells as a table; sums and codes go along as they are shown. */
export function copied(grid: GridState): string {
  const { model } = grid;
  const language = grid.language.peek();
  const fixed = (line: Line, key: string): string => (key === 'code' ? (model.codes.peek().get(line.id) ?? '') : '');
  return writeTable(
    grid.markedLines().map((line) => {
      const row = model.row(line.id).peek();
      return grid.markedCells(line).map((cell) => (cell.use === 'text' ? textOf(row, cell.key, language) : fixed(line, cell.key)));
    }),
  );
}

/** Tell whether a table is put in cell by cell, or is a list of aspects that a person should look at first. */
export function isBlock(table: readonly (readonly string[])[], sections: readonly string[]): boolean {
  const width = Math.max(...table.map((row) => row.length));
  if (width === 1) return true;
  const layout = layoutOf(table, sections);
  return !layout.headings && width <= FEW_COLUMNS && !layout.columns.includes('type');
}

/**
 * Put a table in from the active cell on: into the following rows of the same kind. Aspects that are lacking are added at
 * the end of their sub-criterion. One single cell fills everything that is marked. Returns how many cells were refused.
 */
export function putBlock(grid: GridState, table: readonly (readonly string[])[]): number {
  const line = grid.line();
  const first = grid.cell();
  if (!line || !first) return 0;
  const marked = grid.markedLines();
  const [only] = table[0] ?? [];
  let refused = 0;
  grid.model.edit((edit) => {
    if (table.length === 1 && table[0]?.length === 1 && marked.length > 0) {
      for (const each of marked) for (const cell of grid.markedCells(each)) refused += putCell(grid, edit, each.id, cell, only ?? '');
      return;
    }
    const ids = targets(grid.model, edit, line, table.length);
    const from = placesOf(line.kind).indexOf(first);
    table.forEach((row, at) => {
      const id = ids[at];
      row.forEach((text, column) => {
        const cell = placesOf(line.kind)[from + column];
        if (id && cell) refused += putCell(grid, edit, id, cell, text);
      });
    });
  }, grid.spot());
  return refused;
}

/** Put a list of aspects in: below the active row, or over it and those that follow. */
export function putList(grid: GridState, found: Found, over: boolean): void {
  const { model } = grid;
  const line = grid.line();
  if (!line) return;
  const from = grid.spot();
  let first = '';
  model.edit((edit) => {
    const sub = line.sub || (edit.outline().criteria.find((each) => each.id === line.criterion)?.subs[0]?.id ?? '');
    if (over) {
      const ids = targets(model, edit, line, found.loose.length);
      found.loose.forEach((values, at) => writeOver(edit, ids[at] ?? '', values));
      return;
    }
    if (found.loose.length > 0 && sub) {
      const rows = found.loose.map((values) => newAspect(values.type, values));
      rows.forEach((row) => edit.put(row));
      first = rows[0]?.id ?? '';
      edit.order(withAspects(edit.outline(), sub, line.kind === 'aspect' ? line.id : null, rows.map((row) => row.id)));
    }
    if (found.subs.length > 0) first = addSubs(edit, line, found) || first;
  }, from);
  if (first) grid.goToSpot({ row: first, cell: '' });
  else grid.focus.value += 1;
}

/** Tell whether nothing has been written into an aspect yet, so that a list begins in it. */
export function isBlank(row: AspectRow): boolean {
  const texts = [row.description, row.extra ?? {}, row.requirement ?? {}];
  return !row.max && !row.section && texts.every((text) => Object.keys(text).length === 0);
}

function addSubs(edit: Edit, line: Line, found: Found): string {
  const made = found.subs.map(({ name, day, aspects }) => {
    const sub = { ...newSub(day), name: name ? { [languageOf(aspects)]: name } : {} };
    const rows = aspects.map((values) => newAspect(values.type, values));
    [sub, ...rows].forEach((row) => edit.put(row));
    return { id: sub.id, aspects: rows.map((row) => row.id) };
  });
  const { criteria, ...rest } = edit.outline();
  const next = criteria.map((each) => {
    if (each.id !== line.criterion) return each;
    const at = line.sub ? each.subs.findIndex((sub) => sub.id === line.sub) + 1 : 0;
    return { ...each, subs: each.subs.toSpliced(at, 0, ...made) };
  });
  edit.order({ ...rest, criteria: next });
  return made[0]?.id ?? '';
}

/** The language in which a list was read, as its texts carry it. */
function languageOf(aspects: readonly Values[]): string {
  return aspects.flatMap((each) => Object.keys(each.description))[0] ?? 'en';
}

function writeOver(edit: Edit, id: string, values: Values): void {
  if (!id) return;
  const row = edit.row(id) as AspectRow;
  const merged = (key: 'description' | 'extra' | 'requirement'): AspectRow['extra'] => (values[key] ? { ...row[key], ...values[key] } : row[key]);
  const has = values.descriptors.some((text) => Object.keys(text).length > 0);
  edit.put({
    ...row,
    type: values.type || row.type,
    max: values.max || row.max,
    section: values.section || row.section,
    unit: values.unit || row.unit,
    description: merged('description') ?? {},
    extra: merged('extra'),
    requirement: merged('requirement'),
    descriptors: has ? row.descriptors.map((text, at) => ({ ...text, ...values.descriptors[at] })) : row.descriptors,
  });
}

/** Return the rows of the line's kind from it on, as many as are asked for where aspects can be added. */
function targets(model: SchemeModel, edit: Edit, line: Line, count: number): readonly string[] {
  if (line.kind === 'criterion') return edit.outline().criteria.map((each) => each.id).slice(rank(edit.outline().criteria.map((each) => each.id), line.id));
  const criterion = edit.outline().criteria.find((each) => each.id === line.criterion);
  const subs = criterion?.subs ?? [];
  if (line.kind === 'sub') return subs.map((each) => each.id).slice(rank(subs.map((each) => each.id), line.id));
  const own = subs.find((each) => each.id === line.sub)?.aspects ?? [];
  const ids = own.slice(rank(own, line.id), rank(own, line.id) + count);
  const fresh = Array.from({ length: count - ids.length }, () => newAspect((model.row(line.id).peek() as AspectRow).type || 'M'));
  fresh.forEach((row) => edit.put(row));
  if (fresh.length > 0) edit.order(withAspects(edit.outline(), line.sub, null, fresh.map((row) => row.id)));
  return [...ids, ...fresh.map((row) => row.id)];
}

function rank(ids: readonly string[], id: string): number {
  return Math.max(ids.indexOf(id), 0);
}

function putCell(grid: GridState, edit: Edit, id: string, cell: CellPlace, text: string): number {
  if (cell.use !== 'text') return 0;
  return refusalOf(() => edit.put(withText(edit.row(id), cell.key, text, grid.language.peek()))) ? 1 : 0;
}

