// Where the work is: on the server, on its way, or in this browser only; and what another person did meanwhile.
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { clock, count } from '../../judge/words';
import type { SchemeModel } from '../model';
import type { Conflict } from '../merge';
import type { DraftSaver } from '../saver';
import { leafName } from '../sentences';
import { Dialog } from './dialog';

const NOTHING = '–';

/** In the head of the page: saved at what time, or why not. */
export function SaveState({ saver, signIn }: { readonly saver: DraftSaver; readonly signIn: string }): VNode {
  return html`<span class="savestate" data-state=${saver.state.value}>${stateOf(saver, signIn)}</span>`;
}

function stateOf(saver: DraftSaver, signIn: string): View {
  const at = saver.savedAt.value;
  const kept = saver.durable.value ? t('kept in this browser') : t('kept in this page only; do not close it');
  switch (saver.state.value) {
    case 'saved':
      return html`${icon('recorded')}<span>${at ? t('Saved %(time)s', { time: clock(at, 0) }) : t('Nothing changed yet')}</span>`;
    case 'waiting':
    case 'sending':
      return html`${icon('send')}<span>${t('Saving')}</span>`;
    case 'network':
      return html`<span class="badge wait" role="status">${icon('offline')}${t('Not saved: no answer from the server; %(kept)s', { kept })}</span>`;
    case 'signin':
      return html`<span class="badge fault" role="alert">${icon('lock')}${t('Not saved: you are signed out; %(kept)s', { kept })}</span><a href=${signIn}>${t('Sign in')}</a>`;
    case 'choosing':
      return html`<span class="badge wait" role="status">${icon('conflict')}${t('Not saved: somebody else changed the same cells; %(kept)s', { kept })}</span>
        <button type="button" class="button small" onClick=${() => (saver.asking.value = true)}>${t('Choose')}</button>`;
    case 'refused':
      return html`<span class="badge fault" role="alert">${icon('refused')}${saver.problem.value} (${kept})</span>`;
  }
}

/** The cells that two people have written; each gets mine or theirs. */
export function Conflicts({ saver, model }: { readonly saver: DraftSaver; readonly model: SchemeModel }): View {
  const conflicts = saver.conflicts.value;
  return conflicts.length === 0 || !saver.asking.value ? null : html`<${Choosing} key=${conflicts.length} saver=${saver} model=${model} conflicts=${conflicts} />`;
}

interface ChoosingProps {
  readonly saver: DraftSaver;
  readonly model: SchemeModel;
  readonly conflicts: readonly Conflict[];
}

function Choosing({ saver, model, conflicts }: ChoosingProps): VNode {
  const theirs = useSignal<ReadonlySet<Conflict>>(new Set());
  const by = saver.other.value?.by || t('You, in another window,');
  const at = saver.other.value?.at;
  const toggle = (conflict: Conflict, isTheirs: boolean): void => {
    const next = new Set(theirs.value);
    if (isTheirs) next.add(conflict);
    else next.delete(conflict);
    theirs.value = next;
  };
  const foot = html`<button type="button" class="button" onClick=${() => (theirs.value = new Set(conflicts))}>${t('Take all of theirs')}</button>
    <button type="button" class="button primary push" onClick=${() => saver.choose([...theirs.value])}>${t('Save what is chosen')}</button>`;
  return html`<${Dialog} title=${t('The same cells were changed twice')} kind="wide" foot=${foot} onClose=${() => (saver.asking.value = false)}>
    <p>${t('%(name)s saved this draft at %(time)s. Everything else of both of you is kept; choose what stands in these cells.', { name: by, time: at ? clock(at, 0) : NOTHING })}</p>
    <table class="grid conflicts"><thead><tr><th scope="col">${t('Cell')}</th><th scope="col">${t('Mine')}</th><th scope="col">${t('Theirs')}</th></tr></thead>
    <tbody>${conflicts.map((each, place) => {
      const isTheirs = theirs.value.has(each);
      const side = (mine: boolean, text: string): VNode =>
        html`<td><label class="check"><input type="radio" name=${`conflict-${place}`} checked=${mine !== isTheirs} onChange=${() => toggle(each, !mine)} /><span dir="auto">${text || NOTHING}</span></label></td>`;
      return html`<tr><th scope="row"><b>${model.codes.value.get(each.row) ?? ''}</b> ${leafName(each.path)}</th>${side(true, each.mine)}${side(false, each.theirs)}</tr>`;
    })}</tbody></table>
  </${Dialog}>`;
}

/** Say in a sentence what another person saved. */
export function newsSentence(by: string, at: string | null, rows: number, moved: boolean): string {
  const name = by || t('You, in another window,');
  const told = tn('%(name)s saved a change in %(num)s row at %(time)s. It is in your page now.', '%(name)s saved changes in %(num)s rows at %(time)s. They are in your page now.', rows, {
    name,
    num: count(rows),
    time: at ? clock(at, 0) : NOTHING,
  });
  return moved ? `${told} ${t('You both moved rows: the order is theirs.')}` : told;
}
