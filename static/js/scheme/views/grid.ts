// The grid: heads, rows, and below them the line that says what is wrong in the cell with the focus.
import { useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { figure } from '../../judge/words';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { cellOf, COLUMNS, placeAt, wordsOf } from '../cells';
import type { GridState } from '../grid_state';
import type { Line } from '../outline';
import { cellName, languageName, problemSentence, refusalSentence } from '../sentences';
import { TOLD } from './field';
import { GridRow } from './row';

export interface GridProps {
  readonly grid: GridState;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onCopy: (event: ClipboardEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly label: string;
}

export function Grid({ grid, onKey, onCopy, onPaste, label }: GridProps): VNode {
  const heads = COLUMNS.map((key, at) => html`<div role="columnheader" class=${`h k-${key}`} aria-colindex=${at + 1}>${cellName(key)}</div>`);
  return html`<div
    class="sgrid"
    role="grid"
    aria-label=${label}
    aria-colcount=${COLUMNS.length}
    aria-multiselectable="true"
    onKeyDown=${onKey}
    onCopy=${onCopy}
    onCut=${onCopy}
    onPaste=${onPaste}
    onPointerDown=${(event: PointerEvent) => (pointer = event.pointerType)}
    onMouseDown=${(event: MouseEvent) => pointed(event, grid)}
    onMouseOver=${(event: MouseEvent) => dragged(event, grid)}
    onDblClick=${(event: MouseEvent) => opened(event, grid)}
  >
    <div role="row" class="line heads">${heads}</div>
    <${Rows} grid=${grid} />
  </div>`;
}

/** The rows; a row that stays is not drawn again when others come and go. */
function Rows({ grid }: { readonly grid: GridState }): VNode {
  const drawn = useRef(new Map<string, VNode>());
  const next = new Map<string, VNode>();
  for (const { id, kind } of grid.model.lines.value) {
    next.set(id, drawn.current.get(id) ?? html`<${GridRow} key=${id} grid=${grid} id=${id} kind=${kind} />`);
  }
  drawn.current = next;
  return html`<div role="rowgroup" class="lines">${[...next.values()]}</div>`;
}

/** What is wrong in the active cell, or what belongs into it. */
export function Told({ grid, sections }: { readonly grid: GridState; readonly sections: () => string }): VNode {
  return html`<p class="told" id=${TOLD}>${toldOf(grid, sections)}</p>`;
}

function toldOf(grid: GridState, sections: () => string): View {
  const place = grid.active.value;
  const refusal = grid.refusal.value;
  const line = grid.model.lines.value.find((each) => each.id === place.row);
  if (refusal) return html`${icon('refused')}<span class="fault">${refusalSentence(refusal)}</span>`;
  if (!line || !grid.model.has(line.id)) return null;
  const { key } = placeAt(line.kind, place.column);
  const problems = grid.model.problems.value.filter((each) => each.row === line.id && cellOf(each.cell, line.kind) === key);
  if (problems.length > 0) {
    return html`${problems.map((each) => html`<span class=${each.severity}>${icon(each.severity === 'error' ? 'refused' : 'warn')}${problemSentence(each)}</span>`)}`;
  }
  if (grid.leaving.value) return html`<span>${t('Tab leaves the table now.')}</span>`;
  return html`<span>${hint(grid, line, key, sections)}</span>`;
}

function hint(grid: GridState, line: Line, key: string, sections: () => string): string {
  const row = grid.model.row(line.id).value;
  const words = wordsOf(row, key);
  const language = grid.language.value;
  if (words && !words[language] && Object.keys(words).length > 0) {
    return t('Not written in %(language)s yet; shown as it stands in another language.', { language: languageName(language) });
  }
  switch (key) {
    case 'type':
      return t('M for measurement, J for judgement. Space turns it over.');
    case 'section':
      return sections();
    case 'how':
      return t('Enter opens the calculation or the descriptions of the scores.');
    case 'day':
      return t('The day on which this is marked: %(days)s.', { days: grid.model.days.map((day) => figure(String(day))).join(', ') });
    case 'sum':
      return t('Added up from the aspects below.');
    case 'code':
      return line.kind === 'criterion' ? t('The letter of the criterion; most schemes follow the alphabet.') : t('Follows from the place. Alt and arrow up or down moves the row.');
    default:
      return '';
  }
}

function placeOf(event: Event): { readonly row: string; readonly column: number } | null {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
  const row = cell?.closest<HTMLElement>('[data-row]')?.dataset['row'];
  return cell && row ? { row, column: Number(cell.dataset['column']) } : null;
}

/** What pressed last: a finger opens the active cell with its second tap, a mouse with a double click. */
let pointer = '';

function pointed(event: MouseEvent, grid: GridState): void {
  const place = placeOf(event);
  if (!place || event.button !== 0) return;
  const isHere = event.target instanceof Element && event.target.closest('.c.on') !== null;
  if (isHere && !event.shiftKey) {
    if (grid.editing.peek()) return; // into the text that is open
    event.preventDefault();
    const hasFocus = document.activeElement === event.target;
    if (hasFocus && (pointer === 'touch' || grid.cell()?.use === 'dialog')) grid.open('caret');
    else grid.goTo(grid.active.peek());
    return;
  }
  event.preventDefault();
  grid.goTo(place, event.shiftKey);
}

function dragged(event: MouseEvent, grid: GridState): void {
  if (event.buttons !== 1 || grid.editing.peek()) return;
  const place = placeOf(event);
  const active = grid.active.peek();
  if (place && (place.row !== active.row || place.column !== active.column)) grid.goTo(place, true);
}

function opened(event: MouseEvent, grid: GridState): void {
  const place = placeOf(event);
  if (place && !grid.editing.peek()) grid.open('caret');
}
