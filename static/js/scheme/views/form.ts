// One row as a form: everything that belongs to it in one column. On a phone this is the editor.
import { useId } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { Refusal } from '../../judge/refusal';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { chosen, count, figure } from '../../judge/words';
import { tidied, textOf, withText } from '../cells';
import type { CellKey } from '../cells';
import { LONGEST_TEXT, LONGEST_UNIT, SCORES, withWords } from '../document';
import type { DraftCalculation } from '../document';
import type { Deeds } from '../grid_keys';
import type { GridState } from '../grid_state';
import { equal } from '../model';
import type { AspectRow, Row } from '../outline';
import type { Problem } from '../rules';
import { cellName, languageName, problemSentence } from '../sentences';
import { CalculationEditor } from './calculation';
import { Dialog } from './dialog';

interface FormProps {
  readonly grid: GridState;
  readonly deeds: Deeds;
}

/** The form of the row that the grid has opened, nothing while none is open. */
export function RowForm({ grid, deeds }: FormProps): View {
  const spot = grid.form.value;
  if (!spot || !grid.model.has(spot.row)) return null;
  const close = (): void => {
    grid.form.value = null;
    grid.focus.value += 1;
  };
  const step = (by: 1 | -1): void => {
    const at = grid.indexOf(spot.row) + by;
    const line = grid.lines[at];
    if (!line) return;
    grid.goTo({ row: line.id, column: grid.active.peek().column });
    grid.form.value = { row: line.id, cell: '' };
  };
  const row = grid.model.row(spot.row).value;
  const code = grid.model.codes.value.get(spot.row) ?? '';
  const problems = grid.model.problems.value.filter((each) => each.row === spot.row);
  const head = html`<button type="button" class="button small bare" onClick=${() => step(-1)}>${icon('above')}<span class="sr">${t('Row above')}</span></button>
    <button type="button" class="button small bare" onClick=${() => step(1)}>${icon('below')}<span class="sr">${t('Row below')}</span></button>`;
  const foot = html`<span class="row"><button type="button" class="button small quiet bare" onClick=${() => deeds.move(-1)}>${icon('above')}<span>${t('Move up')}</span></button>
      <button type="button" class="button small quiet bare" onClick=${() => deeds.move(1)}>${icon('below')}<span>${t('Move down')}</span></button>
      <button type="button" class="button small quiet bare" onClick=${() => deeds.remove()}>${icon('trash')}<span>${t('Delete row')}</span></button></span>
    <span class="row push"><button type="button" class="button" onClick=${() => deeds.addRow()}>${icon('plus')}${row.kind === 'criterion' ? t('Sub-criterion below') : t('Aspect below')}</button>
    <button type="button" class="button primary" onClick=${close}>${t('Done')}</button></span>`;
  const title = html`<bdi dir="ltr">${code}</bdi> <small>${kindName(row)}</small>`;
  return html`<${Dialog} key=${spot.row} title=${title} kind=${row.kind === 'aspect' ? 'rowform wide' : 'rowform'} head=${head} foot=${foot} onClose=${close}>
    ${problems.length > 0 ? html`<ul class="told">${problems.map((each) => problemLine(each))}</ul>` : null}
    ${fields(grid, row, problems)}
  </${Dialog}>`;
}

function kindName({ kind }: Row): string {
  return kind === 'criterion' ? t('Criterion') : kind === 'sub' ? t('Sub-criterion') : t('Aspect');
}

function problemLine(problem: Problem): VNode {
  const isError = problem.severity === 'error';
  return html`<li class=${problem.severity}>${icon(isError ? 'refused' : 'warn')}<span>${problemSentence(problem)}</span></li>`;
}

function fields(grid: GridState, row: Row, problems: readonly Problem[]): View {
  const field = (key: CellKey, long = false): VNode => html`<${TextField} grid=${grid} row=${row} cell=${key} long=${long} problems=${problems} />`;
  if (row.kind === 'criterion') return html`${field('code')}${field('name')}`;
  if (row.kind === 'sub') return html`${field('name')}${field('day')}`;
  if (row.kind !== 'aspect') return null;
  return html`<div class="sides"><div class="stack"><${TypeChoice} grid=${grid} row=${row} />
      ${field('description', true)}
      <div class="pair">${field('max')}${field('section')}</div>
      ${field('extra', true)}
      ${row.type === 'J' ? null : field('requirement', true)}</div>
    <div class="stack">${row.type === 'J' ? html`<${Descriptors} grid=${grid} row=${row} />` : html`<${Measured} grid=${grid} row=${row} />`}</div></div>`;
}

interface FieldProps {
  readonly grid: GridState;
  readonly row: Row;
  readonly cell: CellKey;
  readonly long: boolean;
  readonly problems: readonly Problem[];
}

const IN_LANGUAGES = new Set<CellKey>(['name', 'description', 'extra', 'requirement']);

function TextField({ grid, row, cell, long, problems }: FieldProps): VNode {
  const id = useId();
  const language = grid.language.value;
  const isWords = IN_LANGUAGES.has(cell);
  const isWrong = problems.some((each) => each.cell === cell && each.severity === 'error');
  const text = textOf(row, cell, language);
  const change = (event: Event): void => {
    const element = event.target as HTMLInputElement;
    if (!put(grid, row.id, cell, element.value)) element.value = text;
  };
  const opened = grid.form.value?.cell === cell;
  const more = { id, onChange: change, 'aria-invalid': isWrong ? 'true' : null, lang: isWords ? language : null, autofocus: opened };
  const input = long
    ? html`<textarea ...${more} class=${`input${isWrong ? ' invalid' : ''}`} dir="auto" rows="2" maxlength=${LONGEST_TEXT} value=${text}></textarea>`
    : html`<input ...${more} class=${`input${isWrong ? ' invalid' : ''}`} dir=${isWords ? 'auto' : 'ltr'} autocomplete="off" inputmode=${cell === 'max' || cell === 'day' ? 'decimal' : null} value=${isWords ? text : figure(text)} />`;
  const label = isWords ? `${cellName(cell)} (${languageName(language)})` : cellName(cell);
  return html`<div class="field"><label for=${id}>${label}</label>${input}${cell === 'section' ? html`<span class="hint">${sectionName(grid, text)}</span>` : null}</div>`;
}

/** Return the name of a section by its number. */
export function sectionName(grid: GridState, code: string): string {
  const id = grid.model.outline.value.sections.find((each) => grid.model.row(each).value.code === code);
  const row = id === undefined ? null : grid.model.row(id).value;
  return row?.kind === 'section' ? chosen(row.name).text : '';
}

function put(grid: GridState, id: string, key: CellKey, typed: string): boolean {
  try {
    grid.model.edit((edit) => edit.put(withText(edit.row(id), key, typed, grid.language.peek())), { row: id, cell: key });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function TypeChoice({ grid, row }: { readonly grid: GridState; readonly row: AspectRow }): VNode {
  const option = (type: 'M' | 'J', label: string): VNode =>
    html`<label class=${`opt${row.type === type ? ' on' : ''}`}><input type="radio" name="aspect-type" checked=${row.type === type} onChange=${() => put(grid, row.id, 'type', type)} /><b>${type}</b> ${label}</label>`;
  return html`<fieldset class="field"><legend class="label">${cellName('type')}</legend><div class="kinds">${option('M', t('Measurement'))}${option('J', t('Judgement'))}</div></fieldset>`;
}

/** What each score means, 0 to 3. */
function Descriptors({ grid, row }: { readonly grid: GridState; readonly row: AspectRow }): VNode {
  const language = grid.language.value;
  const change = (score: number, text: string): void => {
    const descriptors = row.descriptors.map((each, at) => (at === score ? withWords(each, language, tidied(text).slice(0, LONGEST_TEXT)) : each));
    grid.model.edit((edit) => edit.put({ ...(edit.row(row.id) as AspectRow), descriptors }), { row: row.id, cell: 'how' });
  };
  const means = [t('Below the standard of the trade, or not attempted'), t('Meets the standard'), t('Meets it, and exceeds it in some respects'), t('Exceeds it wholly, excellent')];
  return html`<fieldset class="stack descriptors"><legend class="label">${t('What each score means')}</legend>
    ${SCORES.map((score) => html`<div class="field" key=${score}><label for=${`d-${row.id}-${score}`}><b>${count(score)}</b> <small>${means[score]}</small></label>
      <textarea id=${`d-${row.id}-${score}`} class="input" rows="2" dir="auto" lang=${language} maxlength=${LONGEST_TEXT} value=${row.descriptors[score]?.[language] ?? ''}
        placeholder=${Object.values(row.descriptors[score] ?? {})[0] ?? ''} autofocus=${score === 0 && grid.form.peek()?.cell === 'how'} onChange=${(event: Event) => change(score, (event.target as HTMLTextAreaElement).value)}></textarea></div>`)}
  </fieldset>`;
}

function Measured({ grid, row }: { readonly grid: GridState; readonly row: AspectRow }): VNode {
  const id = useId();
  const { model } = grid;
  const isSame = (each: Row): boolean => each.kind === 'aspect' && each.id !== row.id && each.type !== 'J' && equal(each.calculation, row.calculation);
  const alike = row.calculation ? model.lines.value.filter((line) => isSame(model.row(line.id).value)).map((line) => line.id) : [];
  const change = (calculation: DraftCalculation | null, everywhere: boolean): void => {
    model.edit((edit) => {
      for (const each of [row.id, ...(everywhere ? alike : [])]) edit.put({ ...(edit.row(each) as AspectRow), calculation });
    }, { row: row.id, cell: 'how' });
  };
  const unit = (event: Event): void => {
    const typed = (event.target as HTMLInputElement).value.replace(/\s+/g, ' ').trim().slice(0, LONGEST_UNIT);
    model.edit((edit) => edit.put({ ...(edit.row(row.id) as AspectRow), unit: typed }), { row: row.id, cell: 'how' });
  };
  const kind = row.calculation?.type ?? 'PASS_FAIL';
  const hasUnit = row.unit !== '' || (kind !== 'PASS_FAIL' && kind !== 'CHOICE');
  return html`<${CalculationEditor} focused=${grid.form.peek()?.cell === 'how'} calculation=${row.calculation} max=${row.max} unit=${row.unit} others=${alike.length} onChange=${change} />
    ${hasUnit ? html`<div class="field short"><label for=${id}>${cellName('unit')}</label><input id=${id} class="input" dir="auto" autocomplete="off" maxlength=${LONGEST_UNIT} value=${row.unit} onChange=${unit} /><span class="hint">${t('Such as mm, s or %%. Empty for a plain number.')}</span></div>` : null}`;
}
