// One aspect: what is asked, its field, where its value is, and what the panel says.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { fieldKind } from '../fields';
import type { Cell, SheetModel } from '../sheet';
import { mark } from '../words';
import { badge } from './badge';
import { choose } from './choose';
import { below, html, icon, words } from './html';
import type { View } from './html';
import { numberField } from './number';
import { choice, scale, yesNo } from './scale';
import { hush, panelScores } from './scores';
import type { OpenRound } from './scores';

export interface AspectProps {
  readonly cell: Cell;
  readonly model: SheetModel;
  readonly openRound: OpenRound;
}

export function aspectView({ cell, model, openRound }: AspectProps): VNode {
  const { aspect, state } = cell;
  const sheet = model.sheet.value;
  const names = new Map(sheet.panel.map(({ seat, name }) => [seat, name]));
  const mood = { conflict: 'is-conflict', missing: 'is-missing', refused: 'is-fault', invalid: 'is-fault' }[state as string] ?? '';
  const asks = aspect.state === 'disagree' ? 'is-conflict' : mood;
  return html`<section class=${`aspect ${cell.open || state !== 'missing' ? asks : ''}`} id=${`a-${aspect.id}`} key=${aspect.id} data-aspect=${aspect.id} aria-labelledby=${`h-${aspect.id}`}>
    <header>
      <span class="acode"><bdi dir="ltr">${aspect.code}</bdi></span>
      <h3 id=${`h-${aspect.id}`}>${words(aspect.description)}${below(aspect.description)}</h3>
      <span class="max">${aspect.type === 'J' ? t('Judgement') : t('Measurement')}<b>${mark(aspect.max)}</b></span>
      ${badge(cell)}
    </header>
    ${note(cell)}
    ${state === 'conflict' ? choose(cell, model) : field(cell, model)}
    ${reason(cell, model)}
    ${panelScores(cell, names, sheet.may.open_round, openRound)}
    ${also(cell, model)}
  </section>`;
}

/** Help of the scheme: how to measure, what is expected. */
function note({ aspect }: Cell): VNode {
  const { extra, requirement } = aspect;
  return html`<div class="note" id=${`note-${aspect.id}`}>
    ${extra ? html`<p>${words(extra)}${below(extra)}</p>` : null}
    ${requirement ? html`<p><b>${t('Expected:')}</b> ${words(requirement)}${below(requirement)}</p>` : null}
  </div>`;
}

function field(cell: Cell, model: SheetModel): VNode {
  const enter = (...[aspect, value]: Parameters<Parameters<typeof scale>[1]>): void => void model.enter(aspect, value);
  switch (fieldKind(cell.aspect)) {
    case 'scale':
      return scale(cell, enter);
    case 'yes_no':
      return yesNo(cell, enter);
    case 'choice':
      return choice(cell, enter);
    case 'number':
      return numberField(cell, model);
  }
}

/** Why the server has not simply recorded the value. */
function reason({ entry, state }: Cell, model: SheetModel): View {
  if (!entry || (state !== 'held' && state !== 'refused')) return null;
  const refused = state === 'refused';
  const kept = refused
    ? t('Your %(typed)s is kept here until you change it.', { typed: entry.typed })
    : t('The chief judge decides; your value is kept.');
  return html`<p class=${refused ? 'fieldfault' : 'why'}>${icon(state)}<span>${entry.title} ${kept}</span>
    <button class="button small quiet push" type="button" onClick=${() => void model.drop(entry)}>${t('Understood')}</button></p>`;
}

/** The line below: whom the scores wait for, did not attempt, back to nothing. */
function also(cell: Cell, model: SheetModel): View {
  const { aspect, value, open, state } = cell;
  const absent = value?.t === 'absent';
  const quiet = hush(cell);
  if (state === 'conflict' || (!open && !absent && !quiet)) return null;
  const attempt = (): void => void model.enter(aspect, absent ? null : { t: 'absent' });
  const clear = html`<button class="button small" type="button" onClick=${() => void model.enter(aspect, null)}>${t('Clear')}</button>`;
  return html`<div class="also">${quiet}
    ${open && value !== null && !absent ? clear : null}
    ${open || absent ? html`<button class="button small" type="button" aria-pressed=${absent ? 'true' : 'false'} disabled=${!open} onClick=${attempt}>${t('Did not attempt')}</button>` : null}
  </div>`;
}
