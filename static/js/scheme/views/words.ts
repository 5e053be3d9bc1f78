// A scheme's words side by side: the original, and beside each text the field for the other language. Numbers are shown only.
import { useComputed, useSignal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { clock, count, figure } from '../../judge/words';
import { LONGEST_TEXT } from '../document';
import { languageName, leafName } from '../sentences';
import type { Item, WordsModel } from '../words_model';
import { Rule } from './rule';

export interface WordsProps {
  readonly model: WordsModel;
  readonly from: Signal<string>;
  readonly to: Signal<string>;
  readonly languages: readonly { readonly code: string; readonly dir: string }[];
}

const PERCENT = 100;

export function WordsPage(props: WordsProps): VNode {
  const { model, from, to, languages } = props;
  const missing = useSignal(false);
  const choose = (choice: Signal<string>) => (event: Event): void => void (choice.value = (event.target as HTMLSelectElement).value);
  const select = (label: string, choice: Signal<string>): VNode => html`<label class="field"><span class="label">${label}</span>
    <select class="input" onChange=${choose(choice)}>${languages.map(({ code }) => html`<option value=${code} selected=${code === choice.value}>${languageName(code)}</option>`)}</select></label>`;
  const left = useComputed(() => {
    const [done, all] = model.progress(to.value).value;
    return all - done;
  });
  return html`<section class="panel wtools" aria-label=${t('Languages')}>
      <div class="body row">${select(t('Original'), from)}${icon('next', 'mirror')}${select(t('Translation'), to)}
        <label class="check"><input type="checkbox" checked=${missing.value} onChange=${() => (missing.value = !missing.value)} /><span>${t('Only what is missing')}</span></label>
        <button type="button" class="button push" disabled=${left.value === 0} onClick=${goToMissing}>${icon('missing', 'mirror')}${left.value === 0 ? t('Nothing is missing') : tn('Next of %(num)s missing', 'Next of %(num)s missing', left.value, { num: count(left.value) })}</button></div>
      <ul class="wprogress">${languages.map(({ code }) => html`<${Progress} key=${code} model=${model} language=${code} to=${to} />`)}</ul>
    </section>
    <${List} ...${props} missing=${missing} />`;
}

function Progress({ model, language, to }: { readonly model: WordsModel; readonly language: string; readonly to: Signal<string> }): VNode {
  const [done, all] = useMemo(() => model.progress(language), [language]).value;
  const isHere = to.value === language;
  const percent = all === 0 ? 0 : Math.floor((done * PERCENT) / all);
  return html`<li><button type="button" aria-pressed=${isHere ? 'true' : 'false'} onClick=${() => (to.value = language)}>
    <span>${languageName(language)}</span><b>${t('%(percent)s %%', { percent: count(percent) })}</b><small>${t('%(done)s of %(all)s', { done: count(done), all: count(all) })}</small><${Rule} done=${done} total=${all} /></button></li>`;
}

function List({ model, from, to, missing }: WordsProps & { readonly missing: ReadonlySignal<boolean> }): VNode {
  const drawn = useRef(new Map<string, VNode>());
  // Which are shown is settled when the filter is set: a text that is being written does not vanish under the hand.
  const shown = useMemo(
    () => new Set(model.items.filter((item) => !missing.value || !item.text.peek()[to.value]?.trim()).map((item) => item.key)),
    [missing.value, to.value],
  );
  const rows = model.items.filter((item) => shown.has(item.key)).map((item, at, all) => {
    const head = item.head || all[at - 1]?.row !== item.row;
    const key = `${item.key} ${head}`;
    const row = drawn.current.get(key) ?? html`<${WordRow} key=${key} model=${model} item=${item} head=${head} from=${from} to=${to} />`;
    drawn.current.set(key, row);
    return row;
  });
  if (rows.length === 0) return html`<div class="empty"><h2>${t('Nothing is missing')}</h2><p>${t('Every text is written in %(language)s.', { language: languageName(to.value) })}</p></div>`;
  return html`<section class="panel wlist" aria-label=${t('Texts')}>
    <div class="whead" aria-hidden="true"><span></span><b>${languageName(from.value)}</b><b>${languageName(to.value)}</b></div>${rows}</section>`;
}

interface RowProps {
  readonly model: WordsModel;
  readonly item: Item;
  readonly head: boolean;
  readonly from: Signal<string>;
  readonly to: Signal<string>;
}

function WordRow({ model, item, head, from, to }: RowProps): VNode {
  const field = useRef<HTMLTextAreaElement>(null);
  const language = to.value;
  const key = `${item.key} ${language}`;
  const waits = useComputed(() => model.pending.value.has(`${item.key} ${to.value}`));
  const clash = useComputed(() => model.clashes.value.get(`${item.key} ${to.value}`) ?? null);
  const text = item.text.value;
  const name = item.cell.includes('.') ? leafName(`${item.cell}.`).replace(/, $/, '') : leafName(item.cell);
  const put = (): void => model.put(item, language, field.current?.value ?? '');
  const own = text[language] ?? '';
  const note = head && item.kind === 'aspect' ? html`<small>${item.type} · ${figure(item.max)}</small>` : null;
  return html`<div class=${`wrow ${item.kind}${head ? ' head' : ''}`} data-item=${item.key}>
    <p class="wcode">${head ? html`<b><bdi dir="ltr">${item.kind === 'section' ? t('Section %(code)s', { code: item.code }) : item.code}</bdi></b>${note}` : null}<span class=${head ? 'sr' : ''}>${name}</span></p>
    <div class="wfrom">${original(text, from.value)}</div>
    <div class="wto"><textarea ref=${field} class=${`input${own ? '' : ' missing'}`} rows="1" lang=${language} dir="auto" maxlength=${LONGEST_TEXT} spellcheck="true" value=${own}
        aria-label=${`${item.code}, ${name}, ${languageName(language)}`} onChange=${put} onKeyDown=${jump}></textarea>
      ${waits.value && !clash.value ? html`<span class="wstate" title=${t('Not saved yet')}>${icon('send')}<span class="sr">${t('Not saved yet')}</span></span>` : null}
      ${clash.value ? clashLine(model, key, clash.value.theirs) : null}</div>
  </div>`;
}

/** The text that is translated; in another language, paler, where the original is not written. */
function original(text: Readonly<Record<string, string>>, from: string): View {
  const own = text[from];
  if (own) return html`<p lang=${from} dir="auto">${own}</p>`;
  const [other, words] = Object.entries(text)[0] ?? [];
  return words ? html`<p class="other" lang=${other} dir="auto">${words} <small>${languageName(other ?? '')}</small></p>` : html`<p class="none">${t('Nothing written yet')}</p>`;
}

function clashLine(model: WordsModel, key: string, theirs: string | null): VNode {
  if (theirs === null) {
    return html`<p class="wclash" role="alert">${icon('warn')}<span>${t('This row was removed meanwhile; your text has no place any more.')}</span><button type="button" class="button small" onClick=${() => model.settle(key, false)}>${t('Let go')}</button></p>`;
  }
  return html`<p class="wclash" role="alert">${icon('conflict')}<span>${t('Somebody wrote meanwhile:')} <q dir="auto">${theirs || '–'}</q></span>
    <button type="button" class="button small" onClick=${() => model.settle(key, true)}>${t('Keep mine')}</button><button type="button" class="button small" onClick=${() => model.settle(key, false)}>${t('Take theirs')}</button></p>`;
}

/** Control and Enter, or the button above: on to the next empty field. */
function jump(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  goToMissing();
}

function goToMissing(): void {
  const fields = [...document.querySelectorAll<HTMLTextAreaElement>('.wto textarea')];
  const here = fields.indexOf(document.activeElement as HTMLTextAreaElement);
  const next = [...fields.slice(here + 1), ...fields.slice(0, here + 1)].find((each) => each.value.trim() === '');
  next?.focus();
  next?.scrollIntoView({ block: 'center' });
}

/** In the head of the page: where the words are. */
export function WordsState({ model, signIn }: { readonly model: WordsModel; readonly signIn: string }): VNode {
  return html`<span class="savestate" data-state=${model.state.value}>${stateOf(model, signIn)}</span>`;
}

function stateOf(model: WordsModel, signIn: string): View {
  const kept = t('kept in this browser');
  switch (model.state.value) {
    case 'saved': {
      const at = model.savedAt.value;
      return html`${icon('recorded')}<span>${at ? t('Saved %(time)s', { time: clock(at, 0) }) : t('Nothing changed yet')}</span>`;
    }
    case 'waiting':
    case 'sending':
      return html`${icon('send')}<span>${t('Saving')}</span>`;
    case 'network':
      return html`<span class="badge wait" role="status">${icon('offline')}${t('Not saved: no answer from the server; %(kept)s', { kept })}</span>`;
    case 'signin':
      return html`<span class="badge fault" role="alert">${icon('lock')}${t('Not saved: you are signed out; %(kept)s', { kept })}</span><a href=${signIn}>${t('Sign in')}</a>`;
    case 'refused':
      return html`<span class="badge fault" role="alert">${icon('refused')}${model.problem.value} (${kept})</span>`;
  }
}
