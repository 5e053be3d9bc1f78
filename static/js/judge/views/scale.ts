// Fields with a few options side by side: score, yes or no, choice. Native radios bring the arrow keys with them.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { choiceCount, measurementMark } from '../calculations';
import { choiceLabel } from '../fields';
import type { Cell } from '../sheet';
import type { Aspect, Value } from '../types';
import { count, mark } from '../words';
import { below, html, icon, words } from './html';

const LONGEST_CHIP = 18;

export type Enter = (aspect: Aspect, value: Value) => void;

/** The score of one judge, 0 to 3, with what each level means. */
export function scale(cell: Cell, enter: Enter): VNode {
  const levels = [0, 1, 2, 3].map((level) => {
    const text = cell.aspect.descriptors[level] ?? null;
    return option(cell, enter, String(level), html`<b>${count(level)}</b><span>${words(text)}${below(text)}</span>`);
  });
  return group(cell, 'scale', t('Score, 0 to 3'), levels);
}

export function yesNo(cell: Cell, enter: Enter): VNode {
  const yes = option(cell, enter, '1', html`${icon('check')}<span>${t('Yes')}</span>`);
  const no = option(cell, enter, '0', html`${icon('close')}<span>${t('No')}</span>`);
  return group(cell, 'yn', t('Yes or no'), [yes, no]);
}

/** The choices of the scheme, each with the mark that it earns: chips, or a list where the labels are sentences. */
export function choice(cell: Cell, enter: Enter): VNode {
  const { aspect } = cell;
  const numbers = Array.from({ length: choiceCount(aspect.calculation, aspect.max) }, (_, index) => index + 1);
  const isLong = numbers.some((number) => choiceLabel(aspect, number)[0].length > LONGEST_CHIP);
  const options = numbers.map((number) => {
    const [label, other] = choiceLabel(aspect, number);
    const earned = mark(measurementMark(aspect.calculation, aspect.max, String(number)));
    const face = html`<b><bdi>${label}</bdi>${other ? html`<span class="other"><bdi>${other}</bdi></span>` : null}</b><span>${earned}</span>`;
    return option(cell, enter, String(number), face);
  });
  return group(cell, isLong ? 'choices-long' : 'chips', t('Choice'), options);
}

function group(cell: Cell, kind: string, label: string, options: VNode[]): VNode {
  const name = `${cell.aspect.code}, ${label}`;
  return html`<div class=${kind} role="radiogroup" aria-label=${name} aria-describedby=${`note-${cell.aspect.id}`}>${options}</div>`;
}

function option(cell: Cell, enter: Enter, v: string, face: VNode | VNode[]): VNode {
  const { aspect, value, open } = cell;
  const kind = aspect.type === 'J' ? 'judgement' : 'measure';
  const on = value?.t === kind && value.v === v;
  const held = cell.state === 'held';
  return html`<label class=${`opt${on ? ' on' : ''}${open ? '' : ' fixed'}${held ? ' kept' : ''}`}>
    <input type="radio" name=${`f-${aspect.id}`} value=${v} checked=${on} disabled=${!open} onChange=${() => enter(aspect, { t: kind, v })} />
    ${face}
  </label>`;
}
