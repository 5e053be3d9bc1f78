// Two values for one field: the judge picks, the machine never does.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { shown } from '../fields';
import type { Cell, SheetModel } from '../sheet';
import type { Value } from '../types';
import { clock, NOTHING } from '../words';
import { html } from './html';

export function choose(cell: Cell, model: SheetModel): VNode | null {
  const { entry, aspect } = cell;
  if (!entry?.current) return null;
  const here = t('This tablet, %(time)s', { time: clock(entry.client_time) });
  const { at, value } = entry.current;
  const there = at ? t('Recorded from another tablet, %(time)s', { time: clock(at, 0) }) : t('Recorded from another tablet');
  const side = (keep: 'mine' | 'theirs', which: Value | null, where: string): VNode =>
    html`<button class="opt" type="button" onClick=${() => void model.choose(cell, keep)}>
      <b>${shown(aspect, which) || NOTHING}</b><span>${where}</span>
    </button>`;
  return html`<div class="choose" role="group" aria-label=${t('Keep one of the two')}>
    <p>${t('This value was changed on two tablets. Nothing is lost; keep one.')}</p>
    ${side('mine', entry.value, here)}${side('theirs', value, there)}
  </div>`;
}
