// What a pasted table is taken for, shown before it is put in: every column can be named otherwise or left out.
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import { count } from '../../judge/words';
import { layoutOf, readList } from '../paste';
import type { Column, Found, Layout } from '../paste';
import { amount, ZERO } from '../amounts';
import { markText } from '../sentences';
import { Dialog } from './dialog';

const SHOWN = 6;
const COLUMNS: readonly Column[] = ['type', 'description', 'max', 'section', 'requirement', 'extra', 'unit', 'code', 'name', 'day', 'score'];

interface PasteProps {
  readonly table: readonly (readonly string[])[];
  readonly sections: readonly string[];
  readonly language: string;
  /** Where the aspects would go, in words; over: null where nothing can be written over. */
  readonly below: string;
  readonly over: string | null;
  readonly startOver: boolean;
  readonly onPaste: (found: Found, over: boolean) => void;
  readonly onClose: () => void;
}

export function PasteDialog({ table, sections, language, below, over, startOver, onPaste, onClose }: PasteProps): VNode {
  const layout = useSignal<Layout>(layoutOf(table, sections));
  const isOver = useSignal(startOver && over !== null);
  const found = readList(table, layout.value, language);
  const aspects = [...found.loose, ...found.subs.flatMap((sub) => sub.aspects)];
  const total = aspects.reduce((sum, each) => sum + (amount(each.max) ?? ZERO), ZERO);
  const canOver = over !== null && found.subs.length === 0;
  const paste = (event: Event): void => {
    event.preventDefault();
    onPaste(found, canOver && isOver.value);
  };
  const name = (at: number, column: string): void => {
    const columns = layout.value.columns.map((each, place) => (place === at ? ((column || null) as Column | null) : each === column ? null : each));
    layout.value = { ...layout.value, columns };
  };
  const rows = layout.value.headings ? table.slice(1) : table;
  const foot = html`<button type="button" class="button quiet" onClick=${onClose}>${t('Cancel')}</button>
    <button type="submit" form="paste-form" class="button primary" disabled=${aspects.length === 0 && found.subs.length === 0} autofocus>${tn('Put in %(num)s aspect', 'Put in %(num)s aspects', aspects.length, { num: count(aspects.length) })}</button>`;
  return html`<${Dialog} title=${tn('Paste %(num)s row', 'Paste %(num)s rows', rows.length, { num: count(rows.length) })} kind="wide" foot=${foot} onClose=${onClose}>
    <form id="paste-form" class="stack" onSubmit=${paste}>
      <p>${t('Check what each column is. Nothing is put in before you agree, and everything can be taken back with Undo.')}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('What was copied')}><table class="grid pastetable"><thead><tr>${layout.value.columns.map(
        (column, at) => html`<th scope="col"><select class="input" aria-label=${t('Column %(number)s', { number: count(at + 1) })} onChange=${(event: Event) => name(at, (event.target as HTMLSelectElement).value)}>
          <option value="" selected=${column === null}>${t('Leave out')}</option>${COLUMNS.map((each) => html`<option value=${each} selected=${each === column}>${columnName(each)}</option>`)}</select></th>`,
      )}</tr></thead><tbody>${rows.slice(0, SHOWN).map((row) => html`<tr>${layout.value.columns.map((column, at) => html`<td class=${column === null ? 'out' : ''}><span>${row[at] ?? ''}</span></td>`)}</tr>`)}</tbody></table></div>
      ${rows.length > SHOWN ? html`<p class="lab">${tn('and %(num)s more row', 'and %(num)s more rows', rows.length - SHOWN, { num: count(rows.length - SHOWN) })}</p>` : null}
      <label class="check"><input type="checkbox" checked=${layout.value.headings} onChange=${(event: Event) => (layout.value = { ...layout.value, headings: (event.target as HTMLInputElement).checked })} /><span>${t('The first row has headings')}</span></label>
      ${canOver
        ? html`<fieldset class="choices"><legend class="sr">${t('Where they go')}</legend>
            <label class="check"><input type="radio" name="where" checked=${!isOver.value} onChange=${() => (isOver.value = false)} /><span>${below}</span></label>
            <label class="check"><input type="radio" name="where" checked=${isOver.value} onChange=${() => (isOver.value = true)} /><span>${over}</span></label></fieldset>`
        : html`<p>${below}</p>`}
      <${Summary} found=${found} aspects=${aspects.length} total=${markText(total)} />
    </form>
  </${Dialog}>`;
}

function Summary({ found, aspects, total }: { readonly found: Found; readonly aspects: number; readonly total: string }): VNode {
  const parts = [
    found.subs.length ? tn('%(num)s sub-criterion', '%(num)s sub-criteria', found.subs.length, { num: count(found.subs.length) }) : '',
    tn('%(num)s aspect', '%(num)s aspects', aspects, { num: count(aspects) }),
    t('%(mark)s marks', { mark: total }),
  ].filter(Boolean);
  return html`<p class="row"><b>${parts.join(', ')}</b>
    ${found.untyped ? html`<span class="badge wait">${icon('warn')}${tn('%(num)s of unknown type', '%(num)s of unknown type', found.untyped, { num: count(found.untyped) })}</span>` : null}
    ${found.skipped ? html`<span class="badge wait">${icon('warn')}${tn('%(num)s row is no aspect and is left out', '%(num)s rows are no aspects and are left out', found.skipped, { num: count(found.skipped) })}</span>` : null}</p>`;
}

function columnName(column: Column): string {
  const names: Readonly<Record<Column, string>> = {
    code: t('Code of a sub-criterion'),
    name: t('Name of a sub-criterion'),
    day: t('Day'),
    type: t('Type'),
    description: t('Description'),
    score: t('Score 0 to 3'),
    extra: t('Help for judges'),
    requirement: t('Requirement'),
    section: t('Section'),
    unit: t('Unit'),
    max: t('Max mark'),
  };
  return names[column];
}
