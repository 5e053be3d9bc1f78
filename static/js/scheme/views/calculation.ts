// How a measured value becomes a mark: the five calculations, and a box in which one is tried before anybody marks by it.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { choiceCount, measurementMark } from '../../judge/calculations';
import { parseDecimal } from '../../judge/decimals';
import { refusalOf } from '../../judge/refusal';
import type { CalculationType, Parameters } from '../../judge/types';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { count, figure, mark } from '../../judge/words';
import { amount } from '../amounts';
import type { DraftCalculation } from '../document';
import { problemSentence } from '../sentences';

interface CalculationProps {
  readonly calculation: DraftCalculation | null;
  readonly max: string;
  readonly unit: string;
  /** How many other aspects use the very same calculation. */
  readonly others: number;
  /** Whether the form was opened for it. */
  readonly focused: boolean;
  readonly onChange: (next: DraftCalculation | null, everywhere: boolean) => void;
}

const MOST_CHOICES = 20;
const TYPES: readonly CalculationType[] = ['PASS_FAIL', 'NUMBER_COMPLETED', 'CHOICE', 'REGULAR_DIFFERENCE_DEDUCTION', 'RANGED_SCORE'];
const STARTS: Readonly<Record<CalculationType, Parameters>> = {
  PASS_FAIL: {},
  NUMBER_COMPLETED: { NUM_POSSIBLE: '' },
  CHOICE: { DEDUCTION_TYPE: 'PERCENT', CHOICE1_LABEL: '', CHOICE1_DEDUCTION: '0', CHOICE2_LABEL: '', CHOICE2_DEDUCTION: '100' },
  REGULAR_DIFFERENCE_DEDUCTION: { TARGET_VALUE: '', DIFFERENCE: '', DIFFERENCE_TYPE: 'UNIT', DEDUCTION: '', DEDUCTION_TYPE: 'UNIT' },
  RANGED_SCORE: { TARGET_VALUE: '', DEDUCTION_TYPE: 'PERCENT', RANGE1_LOWER: '', RANGE1_UPPER: '', RANGE1_DEDUCTION: '' },
};

export function CalculationEditor(props: CalculationProps): VNode {
  const { calculation, max, others, onChange } = props;
  const everywhere = useSignal(false);
  const type = calculation?.type ?? 'PASS_FAIL';
  const change = (kind: CalculationType, parameters: Parameters): void => {
    const next = kind === 'PASS_FAIL' ? null : { type: kind, parameters, name: everywhere.value ? (calculation?.name ?? '') : '', shared: false, number: null };
    onChange(next, everywhere.value);
  };
  const put = (values: Changes): void => {
    const next = Object.entries({ ...calculation?.parameters, ...values }).filter((each): each is [string, string] => each[1] !== undefined);
    change(type, Object.fromEntries(next));
  };
  const refusal = calculation ? refusalOf(() => void measurementMark({ type, parameters: calculation.parameters }, max || '1', '0')) : null;
  return html`<fieldset class="calc stack"><legend class="label">${t('How a measured value becomes a mark')}</legend>
    <div class="kinds">${TYPES.map((each) => kindChoice(each, type, props.focused, () => change(each, STARTS[each])))}</div>
    ${others > 0 && calculation
      ? html`<label class="check"><input type="checkbox" checked=${everywhere.value} onChange=${(event: Event) => (everywhere.value = (event.target as HTMLInputElement).checked)} />
          <span>${tn('Change it in the %(num)s other aspect that uses it too', 'Change it in the %(num)s other aspects that use it too', others, { num: count(others) })}</span></label>`
      : null}
    ${parametersOf(props, type, put)}
    ${refusal?.code === 'calculation_invalid' ? html`<p class="fieldfault">${icon('refused')}<span>${problemSentence(refusal)}</span></p>` : html`<${TryIt} ...${props} />`}
  </fieldset>`;
}

function kindChoice(kind: CalculationType, now: CalculationType, focused: boolean, choose: () => void): VNode {
  const names: Readonly<Record<CalculationType, string>> = {
    PASS_FAIL: t('Yes or no'),
    NUMBER_COMPLETED: t('Number done'),
    CHOICE: t('Choice'),
    REGULAR_DIFFERENCE_DEDUCTION: t('Steps from a target'),
    RANGED_SCORE: t('Ranges'),
  };
  return html`<label class=${`opt${kind === now ? ' on' : ''}`}><input type="radio" name="calculation-kind" checked=${kind === now} autofocus=${focused && kind === now} onChange=${choose} />${names[kind]}</label>`;
}

/** undefined takes a parameter out. */
type Changes = Readonly<Record<string, string | undefined>>;
type Put = (values: Changes) => void;

function parametersOf(props: CalculationProps, type: CalculationType, put: Put): View {
  const own = props.calculation?.parameters ?? {};
  switch (type) {
    case 'PASS_FAIL':
      return html`<p class="lab">${t('Yes earns the whole mark, no earns nothing.')}</p>`;
    case 'NUMBER_COMPLETED':
      return html`<p class="lab">${t('Each one that is done earns the same part of the mark.')}</p><div class="pair">${number(t('How many there are'), 'NUM_POSSIBLE', own, put)}</div>`;
    case 'CHOICE':
      return html`<p class="lab">${t('The judges choose one; each takes its part off the whole mark.')}</p>${kindOf(t('Deductions in'), 'DEDUCTION_TYPE', own, put)}<${Choices} own=${own} put=${put} max=${props.max} />`;
    case 'REGULAR_DIFFERENCE_DEDUCTION':
      return html`<p class="lab">${t('For every whole step away from the target the deduction is taken off.')}</p>
        <div class="pair">${number(t('Target'), 'TARGET_VALUE', own, put, props.unit)}${number(t('One step'), 'DIFFERENCE', own, put)}${kindOf(t('Step in'), 'DIFFERENCE_TYPE', own, put, props.unit || t('the value'))}</div>
        <div class="pair">${number(t('Deduction for a step'), 'DEDUCTION', own, put)}${kindOf(t('Deduction in'), 'DEDUCTION_TYPE', own, put)}</div>`;
    case 'RANGED_SCORE':
      return html`<p class="lab">${t('The target earns the whole mark. A value in a range loses its deduction, in two ranges the smaller one; outside all of them it earns nothing. An empty end is open.')}</p>
        <div class="pair">${number(t('Target'), 'TARGET_VALUE', own, put, props.unit)}${kindOf(t('Deductions in'), 'DEDUCTION_TYPE', own, put)}</div>
        ${[1, 2, 3].map((at) => html`<div class="pair ranges" role="group" aria-label=${t('Range %(number)s', { number: count(at) })}>${number(t('From'), `RANGE${at}_LOWER`, own, put)}${number(t('To'), `RANGE${at}_UPPER`, own, put)}${number(t('Deduction'), `RANGE${at}_DEDUCTION`, own, put)}</div>`)}`;
  }
}

function Choices({ own, put, max }: { readonly own: Parameters; readonly put: Put; readonly max: string }): VNode {
  let many = 0;
  while (many < MOST_CHOICES && `CHOICE${many + 1}_DEDUCTION` in own) many += 1;
  const numbers = Array.from({ length: many }, (_, at) => at + 1);
  const earned = (at: number): string => {
    let text = '';
    refusalOf(() => (text = mark(measurementMark({ type: 'CHOICE', parameters: own }, max, String(at)))));
    return text;
  };
  const last = `CHOICE${many}`;
  return html`<ol class="choices">${numbers.map((at) => html`<li key=${at}>
      <${ParameterField} label=${t('Choice %(number)s', { number: count(at) })} name=${`CHOICE${at}_LABEL`} own=${own} put=${put} text=${true} />
      <${ParameterField} label=${t('Deduction')} name=${`CHOICE${at}_DEDUCTION`} own=${own} put=${put} />
      <output>${earned(at)}</output></li>`)}</ol>
    <p class="row"><button type="button" class="button small" disabled=${many >= MOST_CHOICES} onClick=${() => put({ [`CHOICE${many + 1}_LABEL`]: '', [`CHOICE${many + 1}_DEDUCTION`]: '0' })}>${icon('plus')}${t('Choice')}</button>
    ${many > 1 ? html`<button type="button" class="button small quiet" onClick=${() => put({ [`${last}_LABEL`]: undefined, [`${last}_DEDUCTION`]: undefined })}>${t('Remove the last choice')}</button>` : null}</p>`;
}

function number(label: string, name: string, own: Parameters, put: Put, affix = ''): VNode {
  return html`<${ParameterField} label=${label} name=${name} own=${own} put=${put} affix=${affix} />`;
}

interface ParameterProps {
  readonly label: string;
  readonly name: string;
  readonly own: Parameters;
  readonly put: Put;
  readonly affix?: string;
  readonly text?: boolean;
}

function ParameterField({ label, name, own, put, affix = '', text = false }: ParameterProps): VNode {
  const id = useId();
  const value = own[name] ?? '';
  const isMissing = name.startsWith('CHOICE') && value.trim() === '';
  const isNumber = amount(value) !== null || /^[+-]?[\d.]+E[+-]?\d+$/i.test(value);
  const isWrong = !text && (isMissing || (value.trim() !== '' && !isNumber));
  const change = (event: Event): void => {
    const typed = (event.target as HTMLInputElement).value;
    let next = typed.trim();
    if (!text && next) refusalOf(() => (next = parseDecimal(typed)));
    put({ [name]: next.slice(0, 400) });
  };
  const input = html`<input id=${id} class=${`input${isWrong ? ' invalid' : ''}`} dir=${text ? 'auto' : 'ltr'} inputmode=${text ? null : 'decimal'} autocomplete="off" value=${text ? value : figure(tidyNumber(value))} aria-invalid=${isWrong ? 'true' : null} onChange=${change} />`;
  return html`<div class="field"><label for=${id}>${label}</label>${affix ? html`<div class="affix">${input}<span>${affix}</span></div>` : input}</div>`;
}

function kindOf(label: string, name: string, own: Parameters, put: Put, unit = t('marks')): VNode {
  const now = own[name] || 'UNIT';
  const choose = (event: Event): void => put({ [name]: (event.target as HTMLSelectElement).value });
  return html`<label class="field"><span class="label">${label}</span><select class="input" onChange=${choose}>
    <option value="UNIT" selected=${now === 'UNIT'}>${unit}</option><option value="PERCENT" selected=${now === 'PERCENT'}>${t('percent')}</option></select></label>`;
}

/** Type a value, see the mark: the same rule as on the tablet and on the server. */
function TryIt({ calculation, max, unit }: CalculationProps): VNode {
  const typed = useSignal('');
  const id = useId();
  const type = calculation?.type ?? 'PASS_FAIL';
  const top = amount(max) === null ? '' : parseDecimal(max);
  let told: View | string = t('Enter a value to see what it earns.');
  if (!top) told = t('Give the aspect its maximum mark first.');
  else if (typed.value) {
    const refusal = refusalOf(() => {
      const earned = measurementMark(calculation && { type, parameters: calculation.parameters }, top, parseDecimal(typed.value));
      told = html`${icon('check')}<b data-part="earned">${t('%(mark)s of %(max)s', { mark: mark(earned), max: mark(top) })}</b>`;
    });
    if (refusal) told = html`${icon('refused', 'fault')}<span>${problemSentence(refusal)}</span>`;
  }
  const pick = (value: string, label: string): VNode => html`<button type="button" class="button small" aria-pressed=${typed.value === value ? 'true' : 'false'} onClick=${() => (typed.value = value)}>${label}</button>`;
  const buttons = type === 'PASS_FAIL' ? [pick('1', t('Yes')), pick('0', t('No'))] : type === 'CHOICE' ? choicesToTry(calculation, max, pick) : null;
  const enter = (event: Event): void => void (typed.value = (event.target as HTMLInputElement).value);
  const field = html`<span class="affix"><input class="input" aria-labelledby=${id} dir="ltr" inputmode="decimal" autocomplete="off" value=${typed.value} onInput=${enter} />${unit ? html`<span>${unit}</span>` : null}</span>`;
  return html`<div class="tryit" role="group" aria-labelledby=${id}><span class="label" id=${id}>${t('Try it')}</span>
    <span class="row">${buttons ?? field}</span><output class="row" aria-live="polite">${told}</output></div>`;
}

function choicesToTry(calculation: DraftCalculation | null, max: string, pick: (value: string, label: string) => VNode): VNode[] {
  let many = 0;
  refusalOf(() => (many = choiceCount(calculation, max)));
  return Array.from({ length: many }, (_, at) => pick(String(at + 1), calculation?.parameters[`CHOICE${at + 1}_LABEL`]?.trim() || count(at + 1)));
}

/** Numbers of real files are written 0.25000000 or 0E-8; people read 0.25 and 0. */
function tidyNumber(text: string): string {
  if (/^0E[+-]?\d+$/i.test(text)) return '0';
  return text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
