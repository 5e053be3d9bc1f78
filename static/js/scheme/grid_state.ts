// Where the person is in the grid: the cell with the focus, the range that is marked, and whether a cell is being typed in.
import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { Refusal } from '../judge/refusal';
import { cellOf, COLUMNS, entryOf, placeAt, placesOf, textOf, withText } from './cells';
import type { CellKey, CellPlace } from './cells';
import type { SchemeModel, Spot } from './model';
import type { Line } from './outline';

/** column: of the grid, from 0; a cell that covers several has all of theirs. */
export interface Place {
  readonly row: string;
  readonly column: number;
}

/** replace: what is typed takes the place of the cell's text, and arrows leave it. caret: the text is edited. */
export type Editing = 'replace' | 'caret' | null;

/** The first and last column of a row's marked cells; null for a row without any. */
export type Marked = readonly [number, number] | null;

export const LAST_COLUMN = COLUMNS.length - 1;
const NONE = -1;

export class GridState {
  readonly model: SchemeModel;
  readonly active: Signal<Place>;
  readonly anchor: Signal<Place | null> = signal(null);
  readonly editing: Signal<Editing> = signal(null);
  /** Why what was typed is not taken; the cell stays open. */
  readonly refusal: Signal<Refusal | null> = signal(null);
  /** The language in which texts are shown and typed. */
  readonly language: Signal<string>;
  /** The row whose form is open, and the cell that it is opened for. */
  readonly form: Signal<Spot | null> = signal(null);
  /** Counts up when the focus is to go to the active cell. */
  readonly focus = signal(0);
  /** Tab leaves the grid after Escape. */
  readonly leaving = signal(false);
  private readonly places: ReadonlySignal<ReadonlyMap<string, number>>;
  private readonly range: ReadonlySignal<readonly [number, number, number, number] | null>;

  constructor(model: SchemeModel, language: string) {
    this.model = model;
    this.language = signal(language);
    this.active = signal(this.start());
    this.places = computed(() => new Map(model.lines.value.map((line, at) => [line.id, at])));
    this.range = computed(() => this.rangeNow());
  }

  get lines(): readonly Line[] {
    return this.model.lines.peek();
  }

  /** The line with the focus, null in an empty draft. */
  line(): Line | null {
    return this.lines[this.indexOf(this.active.peek().row)] ?? null;
  }

  cell(): CellPlace | null {
    const line = this.line();
    return line && placeAt(line.kind, this.active.peek().column);
  }

  spot(): Spot {
    return { row: this.active.peek().row, cell: this.cell()?.key ?? '' };
  }

  /** The active column of one row, -1 when another row is active; only rows whose answer changes are drawn again. */
  activeIn(id: string): ReadonlySignal<number> {
    return computed(() => (this.active.value.row === id ? this.active.value.column : NONE));
  }

  markedIn(id: string): ReadonlySignal<Marked> {
    let last: Marked = null;
    return computed(() => {
      const range = this.range.value;
      const at = this.places.value.get(id) ?? NONE;
      const next: Marked = range && at >= range[0] && at <= range[1] ? [range[2], range[3]] : null;
      if (next?.[0] !== last?.[0] || next?.[1] !== last?.[1]) last = next;
      return last;
    });
  }

  /** The lines of the marked range, the active one alone without one. */
  markedLines(): readonly Line[] {
    const range = this.range.peek();
    if (range) return this.lines.slice(range[0], range[1] + 1);
    const line = this.line();
    return line ? [line] : [];
  }

  /** The cells of a line that are marked. */
  markedCells(line: Line): readonly CellPlace[] {
    const range = this.range.peek();
    const [from, to] = range ? [range[2], range[3]] : [this.active.peek().column, this.active.peek().column];
    return placesOf(line.kind).filter((each) => each.from <= to && each.from + each.span - 1 >= from);
  }

  /** Go to a place; extend: mark everything from where the person was. */
  goTo(place: Place, extend = false): void {
    batch(() => {
      if (this.editing.peek() && !this.commit()) return;
      if (!extend) this.anchor.value = null;
      else this.anchor.value ??= this.active.peek();
      this.active.value = place;
      this.leaving.value = false;
      this.focus.value += 1;
    });
  }

  goToSpot(spot: Spot | null): void {
    const line = spot && this.lines[this.indexOf(spot.row)];
    if (!line) {
      if (this.indexOf(this.active.peek().row) < 0) this.goTo(this.start());
      else this.focus.value += 1;
      return;
    }
    const key = cellOf(spot.cell, line.kind);
    const cell = placesOf(line.kind).find((each) => each.key === key) ?? placeAt(line.kind, this.active.peek().column);
    this.goTo({ row: line.id, column: entryOf(cell) });
  }

  /** Go some rows down or up, in the same column. */
  moveRows(by: number, extend = false): void {
    const at = this.indexOf(this.active.peek().row);
    const to = Math.min(Math.max(at + by, 0), this.lines.length - 1);
    const line = this.lines[to];
    if (line) this.goTo({ row: line.id, column: this.active.peek().column }, extend);
  }

  moveCells(by: 1 | -1, extend = false): void {
    const line = this.line();
    const cell = this.cell();
    if (!line || !cell) return;
    const column = by > 0 ? cell.from + cell.span : cell.from - 1;
    if (column < 0 || column > LAST_COLUMN) return;
    this.goTo({ row: line.id, column: extend ? column : entryOf(placeAt(line.kind, column)) }, extend);
  }

  moveToEnd(by: 1 | -1, extend = false): void {
    const line = this.line();
    if (line) this.goTo({ row: line.id, column: by > 0 ? LAST_COLUMN : 0 }, extend);
  }

  /** Go to the next or previous cell that can be filled in, over the end of the row; false at the end of the grid. */
  tab(by: 1 | -1): boolean {
    let at = this.indexOf(this.active.peek().row);
    let column = (this.cell()?.from ?? 0) + by * (by > 0 ? (this.cell()?.span ?? 1) : 1);
    for (let line = this.lines[at]; line; line = this.lines[at]) {
      const places = placesOf(line.kind).filter((each) => each.use !== 'fixed' && (by > 0 ? each.from >= column : each.from <= column));
      const next = by > 0 ? places[0] : places.at(-1);
      if (next) {
        this.goTo({ row: line.id, column: entryOf(next) });
        return true;
      }
      at += by;
      column = by > 0 ? 0 : LAST_COLUMN;
    }
    return false;
  }

  /** Begin to type in the active cell, or open its form. */
  open(how: Exclude<Editing, null>): void {
    const cell = this.cell();
    const line = this.line();
    if (!cell || !line) return;
    if (cell.use === 'dialog') this.form.value = { row: line.id, cell: 'how' };
    else if (this.isEditable()) {
      this.anchor.value = null;
      this.editing.value = how;
      this.focus.value += 1;
    }
  }

  isEditable(): boolean {
    return this.cell()?.use === 'text';
  }

  /** What is being typed, set by the field of the active cell. */
  typed = '';

  /** Take what was typed; false when it is refused and stays open. */
  commit(): boolean {
    if (!this.editing.peek()) return true;
    const refusal = this.put(this.typed);
    this.refusal.value = refusal;
    if (refusal) return false;
    this.editing.value = null;
    return true;
  }

  cancel(): void {
    this.editing.value = null;
    this.refusal.value = null;
    this.focus.value += 1;
  }

  /** Put a text into the active cell; returns why it is refused. */
  put(text: string): Refusal | null {
    const cell = this.cell();
    const { row } = this.active.peek();
    if (cell?.use !== 'text' || !this.model.has(row)) return null;
    try {
      this.model.edit((edit) => edit.put(withText(edit.row(row), cell.key, text, this.language.peek())), this.spot());
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** Empty the marked cells. */
  clear(): void {
    const language = this.language.peek();
    this.model.edit((edit) => {
      for (const line of this.markedLines()) {
        for (const cell of this.markedCells(line)) {
          if (cell.use === 'text' && cell.key !== 'code') edit.put(withText(edit.row(line.id), cell.key, '', language));
        }
      }
    }, this.spot());
  }

  /** Fill the marked cells with those of the first marked row. */
  fillDown(): void {
    const [first, ...others] = this.markedLines();
    if (!first) return;
    const language = this.language.peek();
    const texts = new Map<CellKey, string>(this.markedCells(first).map((cell) => [cell.key, textOf(this.model.row(first.id).peek(), cell.key, language)]));
    this.model.edit((edit) => {
      for (const line of others.filter((each) => each.kind === first.kind)) {
        for (const cell of this.markedCells(line)) {
          const text = texts.get(cell.key);
          if (cell.use === 'text' && cell.key !== 'code' && text !== undefined) edit.put(withText(edit.row(line.id), cell.key, text, language));
        }
      }
    }, this.spot());
  }

  indexOf(id: string): number {
    return this.places?.peek().get(id) ?? NONE;
  }

  private start(): Place {
    const first = this.model.lines.peek()[0];
    return { row: first?.id ?? '', column: COLUMNS.indexOf('description') };
  }

  private rangeNow(): readonly [number, number, number, number] | null {
    const anchor = this.anchor.value;
    const active = this.active.value;
    const [a, b] = [this.places.value.get(anchor?.row ?? '') ?? NONE, this.places.value.get(active.row) ?? NONE];
    if (!anchor || a < 0 || b < 0) return null;
    return [Math.min(a, b), Math.max(a, b), Math.min(anchor.column, active.column), Math.max(anchor.column, active.column)];
  }
}
