// The scores of the panel: hidden until everyone is in, then side by side; former rounds are kept.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { t, tn } from '../../i18n';
import type { Cell } from '../sheet';
import type { Aspect, SeatScore } from '../types';
import { count, mark } from '../words';
import { html, icon } from './html';
import type { View } from './html';

export type OpenRound = (aspect: Aspect, reason: string) => Promise<void>;

const LONGEST_REASON = 500;

/** What a judgement aspect says about the rest of the panel. */
export function panelScores(cell: Cell, names: ReadonlyMap<number, string | null>, mayOpen: boolean, open: OpenRound): View {
  const { aspect } = cell;
  if (aspect.type !== 'J') return null;
  return html`<div class="panelscores">
    ${aspect.scores ? sideBySide(aspect.scores, names, aspect.award, aspect.max) : null}
    ${aspect.state === 'disagree' ? html`<${Disagreement} aspect=${aspect} mayOpen=${mayOpen} open=${open} />` : null}
    ${aspect.rounds.length ? former(aspect, names) : null}
  </div>`;
}

/** Say for how many judges the scores are still hidden. */
export function hush({ aspect, value, open }: Cell): View {
  const waits = aspect.type === 'J' && aspect.scores === null && aspect.waiting_for > 0 && (value !== null || !open);
  return waits ? html`<p class="hush">${icon('eye')}<span>${waitingFor(aspect.waiting_for)}</span></p>` : null;
}

function waitingFor(judges: number): string {
  const num = count(judges);
  return tn('Waiting for %(num)s judge. The scores show when all are in.', 'Waiting for %(num)s judges. The scores show when all are in.', judges, { num });
}

function sideBySide(scores: readonly SeatScore[], names: ReadonlyMap<number, string | null>, award: string | null, max: string): VNode {
  const each = scores.map(({ seat, score }) => {
    const name = names.get(seat) || t('Judge %(seat)s', { seat: count(seat) });
    return html`<div><dt><bdi>${name}</bdi></dt><dd>${score === null ? t('Did not attempt') : count(score)}</dd></div>`;
  });
  const total = award === null ? null : html`<div class="award"><dt>${t('Mark')}</dt><dd>${mark(award)}<small> / ${mark(max)}</small></dd></div>`;
  return html`<dl class="scores">${each}${total}</dl>`;
}

interface DisagreementProps {
  readonly aspect: Aspect;
  readonly mayOpen: boolean;
  readonly open: OpenRound;
}

/** The scores are too far apart: talk, write down why, judge again. */
function Disagreement({ aspect, mayOpen, open }: DisagreementProps): VNode {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const ready = reason.trim().length > 0 && !busy;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    void open(aspect, reason.trim()).finally(() => setBusy(false));
  };
  const id = `reason-${aspect.id}`;
  return html`<form class="spread" onSubmit=${submit}>
    <p class="why">${icon('spread')}<span>${t('The scores are too far apart. Talk about it, write down why, and judge again. These scores are kept.')}</span></p>
    ${mayOpen
      ? html`<div class="field"><label for=${id}>${t('Reason')}</label>
            <textarea class="input" id=${id} maxlength=${LONGEST_REASON} value=${reason} onInput=${(event: Event) => setReason((event.target as HTMLTextAreaElement).value)}></textarea></div>
          <button class="button" disabled=${!ready}>${t('Open round %(number)s', { number: count(aspect.round + 1) })}</button>`
      : null}
  </form>`;
}

function former(aspect: Aspect, names: ReadonlyMap<number, string | null>): VNode {
  const rounds = aspect.rounds.map((round) => {
    const title = t('Round %(number)s', { number: count(round.round) });
    return html`<li><h4>${title}</h4>
      ${sideBySide(round.scores, names, null, aspect.max)}
      ${round.reason ? html`<p>${t('Reason:')} <bdi>${round.reason}</bdi></p>` : null}</li>`;
  });
  const num = count(aspect.rounds.length);
  const summary = tn('%(num)s earlier round', '%(num)s earlier rounds', aspect.rounds.length, { num });
  return html`<details class="former"><summary>${summary}</summary><ol>${rounds}</ol></details>`;
}
