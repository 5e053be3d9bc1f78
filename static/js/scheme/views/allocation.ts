// The mark allocation table (DOMAIN 1.2): sections of the standard by criteria, against their weight. The standard is
// written here too: number, name and weight, typed or pasted.
import { useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { count, figure } from '../../judge/words';
import { Refusal } from '../../judge/refusal';
import { marks, tidy, ZERO } from '../amounts';
import { textOf, withText } from '../cells';
import type { CellKey } from '../cells';
import { readTable } from '../clipboard';
import { newRowId } from '../document';
import type { GridState } from '../grid_state';
import type { Edit, SchemeModel } from '../model';
import type { SectionRow } from '../outline';
import { cellName, markText, problemSentence } from '../sentences';
import type { Allocation } from '../totals';

const TOTAL = marks(100);
const TOLERANCE = marks(5);
const FIELDS = ['code', 'name', 'weight'] as const;

interface AllocationProps {
  readonly grid: GridState;
  readonly standard: readonly Pick<SectionRow, 'code' | 'name' | 'weight'>[];
}

export function AllocationTable({ grid, standard }: AllocationProps): VNode {
  const { model } = grid;
  const { allocation, criteria, total, weights, variation } = model.totals.value;
  const add = (): void => {
    const row = newSection(model);
    model.edit((edit) => append(edit, [row]), { row: row.id, cell: 'code' });
    requestAnimationFrame(() => document.getElementById(fieldId(row.id, 'code'))?.focus());
  };
  const takeOver = (): void => {
    model.edit((edit) => append(edit, standard.map((each) => ({ kind: 'section', id: newRowId(), code: each.code, name: each.name, weight: tidy(each.weight) }))));
  };
  return html`<section class="panel salloc" aria-labelledby="alloc-title">
    <header><h2 id="alloc-title">${t('Standard and mark allocation')}</h2><span class="lab">${t('Sections by criteria, in marks')}</span>
      <button type="button" class="button small push" onClick=${add}>${icon('plus')}${t('Section')}</button></header>
    ${allocation.length === 0
      ? html`<div class="body stack"><p class="lab">${t('Without a standard no section is asked for. Add the first section and type, or paste the whole list of a spreadsheet into it: number, name, weight.')}</p>
          ${standard.length > 0 ? html`<button type="button" class="button" onClick=${takeOver}>${icon('scheme')}${tn('Take over the %(num)s section of the trade’s standard', 'Take over the %(num)s sections of the trade’s standard', standard.length, { num: count(standard.length) })}</button>` : null}</div>`
      : html`<div class="scroll" role="region" aria-label=${t('Mark allocation table')} tabindex="0" onPaste=${(event: ClipboardEvent) => pasted(event, grid)}><table class="grid alloc">
        <thead><tr><th scope="col">${t('Section')}</th><th scope="col">${cellName('name')}</th><th scope="col" class="num">${cellName('weight')}</th>
          ${criteria.map((each) => html`<th scope="col" class="num" key=${each.id}>${each.code}</th>`)}
          <th scope="col" class="num">${t('Aspects')}</th><th scope="col" class="num">${t('Variation')}</th><th><span class="sr">${t('Remove')}</span></th></tr></thead>
        <tbody>${allocation.map((row) => html`<${SectionLine} key=${row.id} grid=${grid} row=${row} />`)}</tbody>
        <tfoot><tr><th scope="row" colspan="2">${t('Total')}</th><td class=${`num${weights === TOTAL ? '' : ' warning'}`}><b>${markText(weights)}</b></td>
          ${criteria.map((each) => html`<td class="num" key=${each.id}><b>${markText(each.mark)}</b></td>`)}
          <td class=${`num${total === TOTAL ? '' : ' error'}`}><b>${markText(total)}</b></td><td class="num"><b>${markText(variation)}</b></td><td></td></tr></tfoot>
      </table></div>`}
  </section>`;
}

function SectionLine({ grid, row }: { readonly grid: GridState; readonly row: Allocation }): VNode {
  const { model } = grid;
  const cells = row.byCriterion.map((each) => html`<td class="num">${each === ZERO ? '' : markText(each)}</td>`);
  if (!row.id) {
    return html`<tr class="lost"><th scope="row" colspan="3">${icon('warn', 'wait')}${t('In no section of the standard')}</th>${cells}<td class="num"><b>${markText(row.mark)}</b></td><td></td><td></td></tr>`;
  }
  const problems = model.problems.value.filter((each) => each.row === row.id);
  const told = problems.map((each) => problemSentence(each)).join(' ');
  const remove = (): void => {
    model.edit((edit) => edit.order({ ...edit.outline(), sections: edit.outline().sections.filter((id) => id !== row.id) }), { row: row.id, cell: 'code' });
  };
  const isFar = row.variation !== null && row.variation > TOLERANCE;
  return html`<tr title=${told || null}>
    ${FIELDS.map((key) => {
      const wrong = problems.find((each) => each.cell === key && each.severity === 'error');
      return html`<td class=${`f-${key}`}><${SectionField} grid=${grid} id=${row.id} name=${key} wrong=${wrong ? problemSentence(wrong) : ''} code=${row.code} /></td>`;
    })}
    ${cells}<td class="num"><b>${markText(row.mark)}</b></td>
    <td class=${`num${row.variation ? (isFar ? ' error' : ' warning') : ''}`}>${row.variation ? html`${icon(isFar ? 'refused' : 'warn')}${markText(row.variation)}` : row.variation === ZERO ? markText(ZERO) : ''}</td>
    <td><button type="button" class="button quiet small bare" onClick=${remove}>${icon('trash')}<span class="sr">${t('Remove section %(code)s', { code: row.code })}</span></button></td>
  </tr>`;
}

interface FieldProps {
  readonly grid: GridState;
  readonly id: string;
  readonly name: (typeof FIELDS)[number];
  readonly wrong: string;
  readonly code: string;
}

function SectionField({ grid, id, name, wrong, code }: FieldProps): View {
  const field = useRef<HTMLInputElement>(null);
  const { model } = grid;
  if (!model.has(id)) return null;
  const row = model.row(id).value;
  const language = grid.language.value;
  const text = name === 'name' ? textOf(row, name, language) : figure(textOf(row, name, language));
  const other = name === 'name' && !text && row.kind === 'section' ? (Object.values(row.name)[0] ?? '') : '';
  const change = (): void => {
    if (put(grid, id, name, field.current?.value ?? '')) return;
    if (field.current) field.current.value = text;
  };
  return html`<input ref=${field} id=${fieldId(id, name)} class=${`input${wrong ? ' invalid' : ''}`} value=${text} placeholder=${other}
    dir=${name === 'name' ? 'auto' : 'ltr'} autocomplete="off" inputmode=${name === 'weight' ? 'decimal' : null}
    aria-label=${`${cellName(name)}, ${t('section %(code)s', { code })}`} aria-invalid=${wrong ? 'true' : null} title=${wrong || null} onChange=${change} />`;
}

/** Return the id of a section's field, to bring it into view. */
export function fieldId(row: string, cell: string): string {
  return `sec-${row}-${cell}`;
}

/** Put a text into a section; a number that changes takes the aspects that name it along. */
function put(grid: GridState, id: string, key: CellKey, typed: string): boolean {
  const { model } = grid;
  try {
    const before = model.row(id).peek() as SectionRow;
    const next = withText(before, key, typed, grid.language.peek()) as SectionRow;
    model.edit((edit) => {
      edit.put(next);
      const isAlone = model.outline.peek().sections.every((each) => each === id || model.row(each).peek().code !== before.code);
      if (next.code !== before.code && before.code && isAlone) renameIn(edit, model, before.code, next.code);
    }, { row: id, cell: key });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function renameIn(edit: Edit, model: SchemeModel, from: string, to: string): void {
  for (const { id, kind } of model.lines.peek()) {
    const row = edit.row(id);
    if (kind === 'aspect' && row.kind === 'aspect' && row.section === from) edit.put({ ...row, section: to });
  }
}

function append(edit: Edit, rows: readonly SectionRow[]): void {
  rows.forEach((row) => edit.put(row));
  edit.order({ ...edit.outline(), sections: [...edit.outline().sections, ...rows.map((row) => row.id)] });
}

function newSection(model: SchemeModel): SectionRow {
  const taken = new Set(model.outline.peek().sections.map((id) => model.row(id).peek().code));
  let number = taken.size + 1;
  while (taken.has(String(number))) number += 1;
  return { kind: 'section', id: newRowId(), code: String(number), name: {}, weight: '' };
}

/** Take a block of sections from a spreadsheet: number, name and weight; a row of headings is passed over. */
function pasted(event: ClipboardEvent, grid: GridState): void {
  const table = readTable(event.clipboardData?.getData('text/plain') ?? '').filter((row) => row.length > 1);
  if (table.length === 0) return;
  event.preventDefault();
  addSections(grid, table);
}

/** Add sections from a table; those whose number is there already get the new name and weight. */
export function addSections(grid: GridState, table: readonly (readonly string[])[]): void {
  const { model } = grid;
  const language = grid.language.peek();
  const byCode = new Map(model.outline.peek().sections.map((id) => [model.row(id).peek().code, id]));
  const fresh: SectionRow[] = [];
  model.edit((edit) => {
    for (const [code = '', ...rest] of table) {
      const weight = rest.at(-1) ?? '';
      if (!/[0-9٠-٩]/.test(weight) || !code.trim()) continue;
      const known = byCode.get(code.trim());
      let row = (known ? edit.row(known) : { ...newSection(model), code: '' }) as SectionRow;
      row = withText(row, 'code', code.slice(0, 16), language) as SectionRow;
      if (rest.length > 1 && rest[0]) row = withText(row, 'name', rest[0], language) as SectionRow;
      row = withText(row, 'weight', weight.slice(0, 40), language) as SectionRow;
      if (known) edit.put(row);
      else fresh.push(row);
    }
    if (fresh.length > 0) append(edit, fresh);
  });
}
