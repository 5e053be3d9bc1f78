// The draft on this page: a signal for every row, so that a change touches its own row, and every step can be taken back.
import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { SchemeDocument } from './document';
import { codesOf, lettersFor, linesOf, putTogether, takeApart } from './outline';
import type { CriterionRow, Line, Outline, Row } from './outline';
import { problemsOf } from './rules';
import type { Problem } from './rules';
import { totalsOf } from './totals';
import type { Totals } from './totals';

/** Where the person was: a row and a cell by their keys. */
export interface Spot {
  readonly row: string;
  readonly cell: string;
}

/** One step. rows: what stood in a row before and after, null where there was no such row. */
export interface Step {
  readonly rows: ReadonlyMap<string, readonly [Row | null, Row | null]>;
  readonly outline: readonly [Outline, Outline] | null;
  readonly before: Spot | null;
  readonly after: Spot | null;
}

/** What a step is made of. */
export interface Edit {
  /** Read a row as the edit has it by now. */
  row(id: string): Row;
  /** Put values into a row, or a new row into the draft. */
  put(row: Row): void;
  /** Order the rows anew; rows that are in it no more are gone. */
  order(outline: Outline): void;
  outline(): Outline;
}

const MOST_STEPS = 500;
const NO_PROBLEMS: readonly Problem[] = [];

export class SchemeModel {
  readonly outline: Signal<Outline>;
  readonly codes: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly lines: ReadonlySignal<readonly Line[]>;
  readonly document: ReadonlySignal<SchemeDocument>;
  readonly problems: ReadonlySignal<readonly Problem[]>;
  readonly totals: ReadonlySignal<Totals>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  readonly days: readonly number[];
  private readonly rows = new Map<string, Signal<Row>>();
  private readonly done = signal<readonly Step[]>([]);
  private readonly undone = signal<readonly Step[]>([]);
  private readonly problemsByRow: ReadonlySignal<ReadonlyMap<string, readonly Problem[]>>;
  /** Counts every change, whoever made it. */
  readonly version = signal(0);

  constructor(document: SchemeDocument, days: readonly number[]) {
    const { outline, rows } = takeApart(document);
    for (const [id, row] of rows) this.rows.set(id, signal(row));
    this.days = days;
    this.outline = signal(outline);
    const rowOf = (id: string): Row => this.row(id).value;
    this.codes = computed(() => codesOf(this.outline.value, rowOf));
    this.lines = computed(() => linesOf(this.outline.value));
    this.document = computed(() => putTogether(this.outline.value, rowOf));
    this.totals = computed(() => totalsOf(this.document.value));
    this.problems = computed(() => problemsOf(this.document.value, days, this.totals.value));
    this.problemsByRow = computed(() => byRow(this.problems.value));
    this.canUndo = computed(() => this.done.value.length > 0);
    this.canRedo = computed(() => this.undone.value.length > 0);
  }

  /** Return the signal of a row. */
  row(id: string): Signal<Row> {
    const found = this.rows.get(id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  }

  has(id: string): boolean {
    return this.rows.has(id);
  }

  /** Return what is wrong in a row; only those that look at it are told when that changes. */
  problemsOf(id: string): ReadonlySignal<readonly Problem[]> {
    let last = NO_PROBLEMS;
    return computed(() => {
      const found = this.problemsByRow.value.get(id) ?? NO_PROBLEMS;
      if (!same(found, last)) last = found;
      return last;
    });
  }

  /** Do one step that can be taken back; returns whether it changed anything. */
  edit(change: (edit: Edit) => void, before: Spot | null = null, after: Spot | null = before): boolean {
    const rows = new Map<string, [Row | null, Row | null]>();
    const first = this.outline.peek();
    let outline = first;
    change({
      row: (id) => rows.get(id)?.[1] ?? this.row(id).peek(),
      put: (row) => void rows.set(row.id, [rows.get(row.id)?.[0] ?? this.rows.get(row.id)?.peek() ?? null, row]),
      order: (next) => void (outline = next),
      outline: () => outline,
    });
    if (outline !== first) dropRows(rows, first, outline, (id) => this.row(id).peek());
    if (outline !== first) reletter(rows, first, outline, (id) => rows.get(id)?.[1] ?? this.row(id).peek());
    for (const [id, [old, next]] of rows) if (old && next && equal(old, next)) rows.delete(id);
    if (rows.size === 0 && outline === first) return false;
    const step: Step = { rows, outline: outline === first ? null : [first, outline], before, after };
    batch(() => {
      this.play(step, 1);
      this.done.value = [...this.done.peek(), step].slice(-MOST_STEPS);
      this.undone.value = [];
    });
    return true;
  }

  /** Take the last step back; returns where it was done, null when there is none. */
  undo(): Spot | null {
    return this.turn(this.done, this.undone, 0);
  }

  /** Do again what was taken back last; returns where. */
  redo(): Spot | null {
    return this.turn(this.undone, this.done, 1);
  }

  /** Take over a document from elsewhere; it becomes one step, so that it can be taken back. */
  replace(document: SchemeDocument, at: Spot | null = null): boolean {
    const { outline, rows } = takeApart(document);
    const same = equal(outline, this.outline.peek());
    return this.edit((edit) => {
      for (const row of rows.values()) edit.put(row);
      if (!same) edit.order(outline);
    }, at);
  }

  /** Take over what others wrote; steps from before cannot be taken back any more, since they knew nothing of it. */
  adopt(document: SchemeDocument): void {
    const { outline, rows } = takeApart(document);
    batch(() => {
      for (const [id, row] of rows) {
        const known = this.rows.get(id);
        if (!known) this.rows.set(id, signal(row));
        else if (!equal(known.peek(), row)) known.value = row;
      }
      if (!equal(outline, this.outline.peek())) this.outline.value = outline;
      for (const id of [...this.rows.keys()]) if (!rows.has(id)) this.rows.delete(id);
      this.done.value = [];
      this.undone.value = [];
      this.version.value += 1;
    });
  }

  private turn(from: Signal<readonly Step[]>, to: Signal<readonly Step[]>, side: 0 | 1): Spot | null {
    const step = from.peek().at(-1);
    if (!step) return null;
    batch(() => {
      this.play(step, side);
      from.value = from.peek().slice(0, -1);
      to.value = [...to.peek(), step];
    });
    return (side === 0 ? step.before : step.after) ?? { row: '', cell: '' };
  }

  private play(step: Step, side: 0 | 1): void {
    const gone: string[] = [];
    for (const [id, sides] of step.rows) {
      const row = sides[side];
      const known = this.rows.get(id);
      if (!row) gone.push(id);
      else if (known) known.value = row;
      else this.rows.set(id, signal(row));
    }
    if (step.outline) this.outline.value = step.outline[side];
    for (const id of gone) this.rows.delete(id);
    this.version.value += 1;
  }
}

/** Note that rows which the new order leaves out are gone. */
function dropRows(rows: Map<string, [Row | null, Row | null]>, former: Outline, outline: Outline, rowOf: (id: string) => Row): void {
  const kept = idsOf(outline);
  for (const id of idsOf(former)) if (!kept.has(id)) rows.set(id, [rows.get(id)?.[0] ?? rowOf(id), null]);
  for (const id of [...rows.keys()]) if (!kept.has(id) && rows.get(id)?.[0] === null) rows.delete(id);
}

/** Give criteria their letters anew where their order or number changed. */
function reletter(rows: Map<string, [Row | null, Row | null]>, former: Outline, outline: Outline, rowOf: (id: string) => Row): void {
  const ids = outline.criteria.map(({ id }) => id);
  if (equal(former.criteria.map(({ id }) => id), ids)) return;
  const before = new Map(former.criteria.map(({ id }) => [id, (rows.get(id)?.[0] ?? rowOf(id)).code]));
  lettersFor(before, ids).forEach((letter, place) => {
    const id = ids[place] ?? '';
    const row = rowOf(id) as CriterionRow;
    if (row.code !== letter) rows.set(id, [rows.has(id) ? (rows.get(id)?.[0] ?? null) : row, { ...row, code: letter }]);
  });
}

function idsOf(outline: Outline): ReadonlySet<string> {
  const inside = outline.criteria.flatMap(({ id, subs }) => [id, ...subs.flatMap((sub) => [sub.id, ...sub.aspects])]);
  return new Set([...outline.sections, ...inside]);
}

function byRow(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) found.set(problem.row, [...(found.get(problem.row) ?? []), problem]);
  return found;
}

function same(a: readonly Problem[], b: readonly Problem[]): boolean {
  return a.length === b.length && a.every((each, place) => equal(each, b[place]));
}

/** Tell whether two plain values say the same, whatever the order of their members. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, place) => equal(each, b[place]));
  }
  const keys = Object.keys(a);
  const [one, other] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  return keys.length === Object.keys(b).length && keys.every((key) => key in other && equal(one[key], other[key]));
}
