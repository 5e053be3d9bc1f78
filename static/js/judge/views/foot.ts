// How far the judge is, the way to what is missing, and the signature with the reasons why not yet.
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { missing, reasonsNotToSign, spoken } from '../progress';
import type { SheetModel } from '../sheet';
import type { Sender } from '../sync';
import { count } from '../words';
import { html, icon } from './html';
import type { View } from './html';

export interface FootProps {
  readonly model: SheetModel;
  readonly sender: Sender;
  readonly onNext: () => void;
  readonly onSign: () => void;
  readonly onLock: () => void;
}

const MOST_TICKS = 40;

export function Foot(props: FootProps): VNode {
  const { model, sender, onNext } = props;
  const cells = model.cells.value;
  const left = missing(cells);
  const filled = cells.filter(({ value, aspect }) => value !== null || aspect.state === 'marked' || aspect.state === 'not_attempted').length;
  const jump = left.length
    ? html`<button class="button nextm" type="button" onClick=${onNext}>${icon('missing', 'mirror')}${t('Next missing')} <b>${count(left.length)}</b></button>`
    : html`<span class="nextm none"></span>`;
  return html`<div class="jprog"><p>${progress(filled, cells.length)}</p>${rule(filled, cells.length)}</div>
    ${jump}${sign(props)}
    <p class="sr" role="status">${spoken(model, sender.net.value.state === 'offline')}</p>`;
}

function progress(filled: number, all: number): VNode[] {
  const params = { num: '\u0000', all: count(all) };
  const [before = '', after = ''] = tn('%(num)s of %(all)s filled', '%(num)s of %(all)s filled', filled, params).split('\u0000');
  return [html`<span>${before}<b>${count(filled)}</b>${after}</span>`];
}

/** The steel rule: one tick an aspect. */
function rule(done: number, all: number): VNode {
  const ticks = all > 1 && all <= MOST_TICKS ? Array.from({ length: all - 1 }, (_, i) => `M${((100 * (i + 1)) / all).toFixed(2)} 0V8`) : [];
  return html`<svg class="rule mirror" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bed" width="100" height="8" /><rect class="done" width=${all ? ((100 * done) / all).toFixed(2) : 0} height="8" />
    <path class="tick" d=${ticks.join('')} /></svg>`;
}

function sign({ model, sender, onSign, onLock }: FootProps): View {
  const sheet = model.sheet.value;
  if (sheet.may.lock) {
    return html`<div class="sign"><button class="button primary" type="button" onClick=${onLock}>${icon('lock')}${t('Lock sheet')}</button><p>${t('All judges have signed')}</p></div>`;
  }
  const mine = sheet.panel.find((each) => each.seat === sheet.judge.seat);
  const others = sheet.panel.filter((each) => !each.signed).length;
  if (mine?.signed) {
    const wait = tn('%(num)s signature is missing', '%(num)s signatures are missing', others, { num: count(others) });
    return html`<div class="sign"><p class="signed">${icon('recorded')}${t('You have signed')}</p><p>${others ? wait : ''}</p></div>`;
  }
  if (!sheet.may.enter && !sheet.may.sign) return html`<div class="sign"></div>`;
  const reasons = reasonsNotToSign(model);
  const ready = sheet.may.sign && sheet.digest !== null && !reasons.length && sender.net.value.state === 'connected';
  const told = reasons.join(t(', ')) || (ready ? t('All marks are on the server') : '');
  return html`<div class="sign"><button class="button primary" type="button" disabled=${!ready} aria-describedby="sign-why" onClick=${onSign}>${icon('lock')}${t('Sign off')}</button><p id="sign-why">${told}</p></div>`;
}
