// A measured number: typed in any script of the product, or stepped; the mark that it earns stands beside it.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { measurementMark } from '../calculations';
import { readNumber, shown, stepped } from '../fields';
import { refusalOf } from '../refusal';
import { fieldSentence } from '../refusals';
import type { Cell, SheetModel } from '../sheet';
import { chosen, figure, mark } from '../words';
import { html, icon } from './html';
import type { View } from './html';

export function numberField(cell: Cell, model: SheetModel): VNode {
  const { aspect, open, refusal } = cell;
  const label = `${aspect.code}, ${chosen(aspect.description).text}`;
  const text = cell.typed ?? (cell.value?.t === 'measure' ? shown(aspect, cell.value) : '');
  const step = (direction: 1 | -1) => (): void => {
    const from = cell.value?.t === 'measure' ? (cell.value.v ?? null) : null;
    void model.enter(aspect, { t: 'measure', v: stepped(aspect, from, direction) });
  };
  const input = html`<input
    class=${`input${refusal ? ' invalid' : ''}`} dir="ltr" inputmode="decimal" autocomplete="off" enterkeyhint="next"
    aria-label=${label} aria-describedby=${`note-${aspect.id}`} aria-invalid=${refusal ? 'true' : null}
    value=${text} readonly=${!open}
    onInput=${(event: Event) => model.type(aspect, (event.target as HTMLInputElement).value)}
    onFocus=${(event: Event) => (event.target as HTMLInputElement).select()}
    onBlur=${() => void model.commit(aspect)}
  />`;
  const stepper = (name: string, sign: string, direction: 1 | -1): VNode =>
    html`<button class="button stepb" type="button" aria-label=${name} disabled=${!open || refusal !== null} onClick=${step(direction)}>${sign}</button>`;
  return html`<div class="numrow">
      ${stepper(t('Less'), '−', -1)}
      <div class="affix">${input}${aspect.unit ? html`<span><bdi dir="ltr">${aspect.unit}</bdi></span>` : null}</div>
      ${stepper(t('More'), '+', 1)}
      <p class="range">${range(cell)}<br />${earned(cell)}</p>
    </div>
    ${refusal ? html`<p class="fieldfault" role="alert">${icon('refused')}<span>${fieldSentence(refusal, cell.typed ?? '')}</span></p>` : null}`;
}

/** What the field accepts, or what it is measured against. */
function range({ aspect }: Cell): string {
  const parameters = aspect.calculation?.parameters ?? {};
  const unit = aspect.unit ? ` ${aspect.unit}` : '';
  if (aspect.calculation?.type === 'NUMBER_COMPLETED') {
    return t('0 to %(high)s, whole numbers', { high: figure(plain(parameters['NUM_POSSIBLE'])) });
  }
  return t('Target %(target)s', { target: `${figure(plain(parameters['TARGET_VALUE']))}${unit}` });
}

/** The mark that the value in the field earns. */
function earned(cell: Cell): View | string {
  const { aspect } = cell;
  let v = cell.value?.t === 'measure' ? cell.value.v : undefined;
  if (cell.typed !== null) refusalOf(() => (v = readNumber(aspect, cell.typed ?? '').v)) && (v = undefined);
  if (v === undefined) return '';
  const earned = mark(measurementMark(aspect.calculation, aspect.max, v));
  const words = t('%(mark)s of %(max)s', { mark: earned, max: mark(aspect.max) });
  return html`<b>${words}</b>`;
}

function plain(text: string | undefined): string {
  return (text ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
