// The field of the active cell. It has the focus all the time, its text selected, so that typing replaces the text with
// any keyboard and input method; it is seen only while something is typed.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { html } from '../../judge/views/html';
import { lang } from '../../page';
import { textOf } from '../cells';
import type { CellPlace } from '../cells';
import type { GridState } from '../grid_state';
import type { Row } from '../outline';
import type { Problem } from '../rules';
import { cellName, howSentence, languageName } from '../sentences';

interface FieldProps {
  readonly grid: GridState;
  readonly place: CellPlace;
  readonly row: Row;
  readonly code: string;
  readonly problem: Problem | null;
}

/** The id of the line below the grid that says what is wrong in the active cell. */
export const TOLD = 'scheme-told';
const LONG_LINE = 40;
const MOST_ROWS = 10;
const IN_LANGUAGES = new Set(['name', 'description', 'extra', 'requirement']);

export function CellField(props: FieldProps): VNode {
  return props.place.use === 'dialog' ? html`<${FormButton} ...${props} />` : html`<${TextField} ...${props} />`;
}

/** Opens the form that the cell stands for. */
function FormButton({ grid, place, row, code }: FieldProps): VNode {
  const field = useRef<HTMLButtonElement>(null);
  const tick = grid.focus.value;
  useLayoutEffect(() => {
    if (tick > 0) field.current?.focus({ preventScroll: true });
  }, [tick, row.id, place.key]);
  const name = `${cellName(place.key)}, ${code}: ${row.kind === 'aspect' ? howSentence(row) : ''}`;
  return html`<button type="button" class="entry" ref=${field} aria-label=${name} aria-describedby=${TOLD} aria-haspopup="dialog" onClick=${() => grid.open('caret')}></button>`;
}

function TextField({ grid, place, row, code, problem }: FieldProps): VNode {
  const field = useRef<HTMLTextAreaElement>(null);
  const language = grid.language.value;
  const text = textOf(row, place.key, language);
  const editing = grid.editing.value;
  const tick = grid.focus.value;
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || editing) return;
    element.value = text;
    grid.typed = text;
  }, [text, row.id, place.key, editing]);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || tick === 0) return;
    element.focus({ preventScroll: true });
    if (editing === 'caret') element.setSelectionRange(element.value.length, element.value.length);
    else if (!editing) element.select();
  }, [tick, row.id, place.key]);
  const input = (): void => {
    grid.typed = field.current?.value ?? '';
    grid.refusal.value = null;
    grid.editing.value ??= 'replace';
    if (field.current) field.current.rows = rowsFor(field.current);
  };
  const inLanguage = IN_LANGUAGES.has(place.key) && language !== lang;
  const name = `${cellName(place.key)}, ${code}${inLanguage ? `, ${languageName(language)}` : ''}`;
  const isWrong = problem?.severity === 'error' || grid.refusal.value !== null;
  return html`<textarea
    ref=${field}
    class=${`entry${editing ? ' open' : ''}${grid.refusal.value ? ' refused' : ''}`}
    rows="1"
    spellcheck=${editing && IN_LANGUAGES.has(place.key) ? 'true' : 'false'}
    autocomplete="off"
    dir=${IN_LANGUAGES.has(place.key) ? 'auto' : 'ltr'}
    lang=${IN_LANGUAGES.has(place.key) ? language : null}
    inputmode=${place.key === 'max' || place.key === 'day' ? 'decimal' : null}
    aria-label=${name}
    aria-invalid=${isWrong ? 'true' : null}
    aria-describedby=${TOLD}
    onInput=${input}
    onCompositionStart=${() => (grid.editing.value ??= 'replace')}
    onBlur=${() => leave(grid)}
  ></textarea>`;
}

/** Take what was typed when the focus goes elsewhere; what is refused goes back to what stood there. */
function leave(grid: GridState): void {
  if (grid.editing.peek() && !grid.commit()) {
    grid.editing.value = null;
    grid.refusal.value = null;
  }
}

/** Fields grow with what is typed; where the browser does that by itself the attribute changes nothing. */
function rowsFor(field: HTMLTextAreaElement): number {
  const lines = field.value.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / LONG_LINE), 0);
  return Math.min(lines, MOST_ROWS);
}
