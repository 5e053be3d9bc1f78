// The keyboard in the grid, as spreadsheets have it. Tab goes on to the next cell; Escape and then Tab leaves the grid.
import { isRtl } from '../page';
import type { GridState } from './grid_state';

/** What the keys do beside moving about. */
export interface Deeds {
  undo(): void;
  redo(): void;
  addRow(): void;
  addSub(): void;
  remove(): void;
  move(by: 1 | -1): void;
  nextProblem(by: 1 | -1): void;
  save(): void;
  openForm(): void;
  help(): void;
}

const PAGE = 12;

/** Handle a key pressed in the grid; returns whether it meant something here. */
export function pressed(event: KeyboardEvent, grid: GridState, deeds: Deeds): boolean {
  if (event.isComposing) return false;
  const command = event.ctrlKey || event.metaKey;
  return grid.editing.peek() ? whileTyping(event, grid, deeds, command) : command ? withControl(event, grid, deeds) : plain(event, grid, deeds);
}

function whileTyping(event: KeyboardEvent, grid: GridState, deeds: Deeds, command: boolean): boolean {
  const { key } = event;
  const replaces = grid.editing.peek() === 'replace';
  switch (key) {
    case 'Escape':
      grid.cancel();
      return true;
    case 'Tab':
      if (grid.commit() && !grid.tab(event.shiftKey ? -1 : 1)) grid.focus.value += 1;
      return true;
    case 'Enter':
      if (event.altKey) return false;
      if (!grid.commit()) return true;
      if (command) deeds.addRow();
      else grid.moveRows(event.shiftKey ? -1 : 1);
      return true;
    case 'F2':
      if (replaces) grid.editing.value = 'caret';
      return true;
    case 'ArrowUp':
    case 'ArrowDown':
      if (!replaces || command || event.altKey) return false;
      if (grid.commit()) grid.moveRows(key === 'ArrowUp' ? -1 : 1);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      if (!replaces || command || event.altKey || event.shiftKey) return false;
      if (grid.commit()) grid.moveCells(sideways(key));
      return true;
    case 's':
      if (!command) return false;
      if (grid.commit()) deeds.save();
      return true;
    default:
      return false;
  }
}

function withControl(event: KeyboardEvent, grid: GridState, deeds: Deeds): boolean {
  const { shiftKey: shift } = event;
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case 'z':
      if (shift) deeds.redo();
      else deeds.undo();
      return true;
    case 'y':
      deeds.redo();
      return true;
    case 's':
      deeds.save();
      return true;
    case 'd':
      grid.fillDown();
      return true;
    case 'Enter':
      if (shift) deeds.addSub();
      else deeds.addRow();
      return true;
    case 'Delete':
    case 'Backspace':
      deeds.remove();
      return true;
    case 'Home':
      grid.moveRows(-grid.lines.length, shift);
      return true;
    case 'End':
      grid.moveRows(grid.lines.length, shift);
      return true;
    case 'ArrowUp':
    case 'ArrowDown':
      toGroup(grid, event.key === 'ArrowUp' ? -1 : 1, shift);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      grid.moveToEnd(sideways(event.key), shift);
      return true;
    default:
      return false;
  }
}

function plain(event: KeyboardEvent, grid: GridState, deeds: Deeds): boolean {
  const { key, shiftKey: shift } = event;
  if (event.altKey) {
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
    deeds.move(key === 'ArrowUp' ? -1 : 1);
    return true;
  }
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
      grid.moveRows(key === 'ArrowUp' ? -1 : 1, shift);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      grid.moveCells(sideways(key), shift);
      return true;
    case 'PageUp':
    case 'PageDown':
      grid.moveRows(key === 'PageUp' ? -PAGE : PAGE, shift);
      return true;
    case 'Home':
    case 'End':
      grid.moveToEnd(key === 'Home' ? -1 : 1, shift);
      return true;
    case 'Tab':
      return !grid.leaving.peek() && grid.tab(shift ? -1 : 1);
    case 'Enter':
    case 'F2':
      if (shift && key === 'F2') deeds.openForm();
      else grid.open('caret');
      return true;
    case 'Delete':
    case 'Backspace':
      grid.clear();
      return true;
    case 'Escape':
      grid.anchor.value = null;
      grid.leaving.value = true;
      return true;
    case 'F1':
      deeds.help();
      return true;
    case 'F8':
      deeds.nextProblem(shift ? -1 : 1);
      return true;
    case ' ':
      return space(grid);
    default:
      return false;
  }
}

/** Space turns the type of an aspect over, and opens a cell that has a form. */
function space(grid: GridState): boolean {
  const cell = grid.cell();
  if (cell?.key === 'type') {
    const row = grid.model.row(grid.active.peek().row).peek();
    grid.put(row.kind === 'aspect' && row.type === 'M' ? 'J' : 'M');
    return true;
  }
  if (cell?.use !== 'dialog') return false;
  grid.open('caret');
  return true;
}

/** Go to the next sub-criterion or criterion, up or down. */
function toGroup(grid: GridState, by: 1 | -1, extend: boolean): void {
  let at = grid.indexOf(grid.active.peek().row) + by;
  while (grid.lines[at]?.kind === 'aspect') at += by;
  const line = grid.lines[at];
  if (line) grid.goTo({ row: line.id, column: grid.active.peek().column }, extend);
  else grid.moveRows(by * grid.lines.length, extend);
}

function sideways(key: string): 1 | -1 {
  return (key === 'ArrowRight') === isRtl ? -1 : 1;
}
