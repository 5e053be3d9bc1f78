// What can be done in the editor by key, by tool and by form, each with its word for those who hear the page.
import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { toast } from '../behaviours/toast';
import { t, tn } from '../i18n';
import { count } from '../judge/words';
import { cellOf } from './cells';
import type { Deeds } from './grid_keys';
import type { GridState } from './grid_state';
import type { Spot } from './model';
import type { Line } from './outline';
import type { DraftSaver } from './saver';
import { addAspect, addCriterion, addSub, moveLines, removeLines } from './steps';
import { fieldId } from './views/allocation';

export interface EditorDeeds extends Deeds {
  addCriterion(): void;
  goToProblem(spot: Spot): void;
  readonly helping: Signal<boolean>;
  /** What was done last, for those who hear the page. */
  readonly said: Signal<string>;
}

export function deedsOf(grid: GridState, saver: DraftSaver): EditorDeeds {
  const { model } = grid;
  const said = signal('');
  const helping = signal(false);
  const code = (id: string): string => model.codes.peek().get(id) ?? '';
  const go = (spot: Spot | null): void => {
    grid.goToSpot(spot);
    if (spot && (grid.form.peek() || isList())) grid.form.value = { row: spot.row, cell: '' };
  };
  const added = (spot: Spot | null): void => {
    if (!spot) return;
    go(spot);
    said.value = t('%(code)s added', { code: code(spot.row) });
  };
  const onLine = (run: (line: Line) => Spot | null): void => {
    const line = grid.line();
    if (line && grid.commit()) added(run(line));
  };
  const turn = (spot: Spot | null, words: string): void => {
    if (!spot) return;
    const isSection = spot.row !== '' && model.has(spot.row) && model.row(spot.row).peek().kind === 'section';
    if (!isSection) go(spot);
    said.value = words;
  };
  const undo = (): void => turn(model.undo(), t('Undone'));

  return {
    helping,
    said,
    undo,
    redo: () => turn(model.redo(), t('Done again')),
    save: () => void saver.flush(),
    help: () => (helping.value = true),
    addRow: () => onLine((line) => (line.kind === 'criterion' ? addSub(model, line, grid.spot()) : addAspect(model, line, grid.spot()))),
    addSub: () => onLine((line) => addSub(model, line, grid.spot())),
    addCriterion: () => grid.commit() && added(addCriterion(model, grid.line(), grid.spot())),
    openForm: () => {
      const line = grid.line();
      if (line && grid.commit()) grid.form.value = { row: line.id, cell: '' };
    },
    remove: () => {
      const lines = grid.markedLines();
      const [first] = lines;
      if (!first) return;
      const gone = code(first.id);
      const spot = removeLines(model, new Set(lines.map((line) => line.id)), grid.spot());
      const isOpen = grid.form.peek() !== null;
      grid.form.value = null;
      go(spot);
      if (isOpen && spot) grid.form.value = { row: spot.row, cell: '' };
      const message = lines.length === 1 ? t('%(code)s is deleted', { code: gone }) : tn('%(num)s row is deleted', '%(num)s rows are deleted', lines.length, { num: count(lines.length) });
      toast({ message, icon: 'trash', action: { label: t('Undo'), run: undo }, seconds: 12 });
    },
    move: (by) => {
      const lines = grid.markedLines();
      const [first] = lines;
      if (!first || !grid.commit()) return;
      if (!moveLines(model, lines, by, grid.spot())) return;
      grid.focus.value += 1;
      said.value = t('Moved, it is %(code)s now', { code: code(first.id) });
    },
    nextProblem: (by) => go(nextProblem(grid, by)),
    goToProblem: (spot) => {
      if (!model.has(spot.row)) return;
      if (model.row(spot.row).peek().kind === 'section') document.getElementById(fieldId(spot.row, spot.cell))?.focus();
      else if (grid.commit()) {
        grid.goToSpot(spot);
        if (isList()) grid.form.value = spot;
      }
    },
  };
}

/** Tell whether the page is so narrow that rows are a list, and forms their only editor. */
function isList(): boolean {
  return document.querySelector('[role="grid"]') === null;
}

/** Return the next cell with a problem after the active one, or before it; after the last one the first. */
function nextProblem(grid: GridState, by: 1 | -1): Spot | null {
  const { model } = grid;
  const spots = model.problems
    .peek()
    .filter((each) => grid.indexOf(each.row) >= 0)
    .map((each) => ({ row: each.row, cell: each.cell, at: grid.indexOf(each.row) }));
  const here = grid.indexOf(grid.active.peek().row);
  const key = grid.cell()?.key;
  const kind = grid.line()?.kind ?? 'aspect';
  const own = spots.findLastIndex((each) => each.at === here && cellOf(each.cell, kind) === key);
  if (own >= 0) return spots[(own + by + spots.length) % spots.length] ?? null;
  const next = by > 0 ? spots.find((each) => each.at >= here) : spots.findLast((each) => each.at <= here);
  return next ?? (by > 0 ? spots[0] : spots.at(-1)) ?? null;
}
