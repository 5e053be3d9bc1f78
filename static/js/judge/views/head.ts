// The head of the sheet: the connection with what is not sent, whose sheet this is, and what the judge must know first.
import type { ReadonlySignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { sheetSentence } from '../refusals';
import type { SheetModel } from '../sheet';
import type { Sender } from '../sync';
import type { Neighbour } from '../types';
import { clock, count } from '../words';
import { below, html, icon, words } from './html';
import type { View } from './html';

export interface HeadProps {
  readonly model: SheetModel;
  readonly sender: Sender;
  readonly durable: boolean;
  readonly signIn: string;
}

/** Connection and queue, on the bench bar. */
export function NetBar({ waiting, sender }: { readonly waiting: ReadonlySignal<number>; readonly sender: Sender }): VNode {
  const { state, since } = sender.net.value;
  const unsent = waiting.value;
  const told = tn('%(num)s not sent', '%(num)s not sent', unsent, { num: count(unsent) });
  const retry = (): void => sender.retry();
  return html`${state === 'offline'
      ? html`<span class="netstate">${icon('offline')}<b>${t('No network')}</b> <span class="since">${t('since %(time)s', { time: clock(since) })}</span></span>`
      : html`<span class="live netstate">${t('Connected')}</span>`}
    ${unsent ? html`<button class="unsent" type="button" title=${t('Send now')} onClick=${retry}>${icon('tablet')}<b>${told}</b><span class="sr">, ${t('Send now')}</span></button>` : null}`;
}

/** The entry, the sub-criterion, the way to the entries before and after, and notices. */
export function SheetHead(props: HeadProps): VNode {
  const sheet = props.model.sheet.value;
  const place = t('Sheet %(code)s, %(trade)s, day %(day)s', {
    code: sheet.sub_criterion.code,
    trade: '\u0000',
    day: count(sheet.day),
  }).split('\u0000');
  return html`<div class="jsheet">
      <span class="blind"><bdi dir="ltr">${sheet.entry.code}</bdi></span>
      <div class="title"><h1>${words(sheet.sub_criterion.name)}${below(sheet.sub_criterion.name)}</h1>
        <p>${place[0]}<bdi dir="ltr">${sheet.trade.code}</bdi> ${words(sheet.trade.name)}${place[1]}</p></div>
      <nav class="push pn" aria-label=${t('Sheets')}>
        <a class="button" href="../">${icon('grid')}<span class="sr">${t('My sheets')}</span></a>
        ${neighbour(sheet.previous, t('Previous entry'), 'prev')}${neighbour(sheet.next, t('Next entry'), 'next')}
      </nav>
    </div>
    ${notices(props)}`;
}

function neighbour(to: Neighbour | null, label: string, picture: 'prev' | 'next'): View {
  if (!to) return null;
  const name = html`<bdi dir="ltr">${to.entry}</bdi>`;
  const arrow = icon(picture, 'mirror');
  return html`<a class="button" rel=${picture} href=${to.id}><span class="sr">${label} </span>${picture === 'prev' ? html`${arrow}${name}` : html`${name}${arrow}`}</a>`;
}

function notices({ model, sender, durable, signIn }: HeadProps): View[] {
  const sheet = model.sheet.value;
  const net = sender.net.value.state;
  const stopped = sender.stopped.value.get(sheet.id);
  const refusal = sheetSentence(sheet.refusal);
  const closed = ['signed', 'verified', 'locked'].includes(sheet.state);
  return [
    net === 'offline' ? line('wait', 'tablet', t('You can go on. Everything is kept on this tablet and sends itself when the network is back.')) : null,
    net === 'sign_in' ? line('fault', 'person', t('You are signed out. Your marks are kept on this tablet and are sent when you have signed in again.'), html`<a href=${signIn}>${t('Sign in again')}</a>`) : null,
    net === 'reload' ? line('fault', 'warn', t('This page has been open too long. Your marks are kept on this tablet.'), html`<a href="">${t('Load it again')}</a>`) : null,
    net === 'revoked' ? line('fault', 'refused', t('This tablet was taken out of use. Your marks are kept on it: hand it to the event office and go on with another one.')) : null,
    model.leaseOver.value ? line('fault', 'clock', t('This tablet was without the server for too long. What you entered is kept and will be sent; enter more when the network is back.')) : null,
    stopped ? line('fault', 'refused', `${stopped.title} ${t('Your marks are kept on this tablet.')}`) : null,
    model.unkept.value ? line('fault', 'refused', t('This tablet could not keep your last entry. Enter it again, or use another tablet.')) : null,
    refusal && !stopped ? line('wait', 'info', refusal) : null,
    sheet.state === 'locked' ? line('', 'lock', t('This sheet is locked.')) : closed ? line('good', 'recorded', t('This sheet is signed.')) : null,
    durable || !sheet.may.enter ? null : line('wait', 'warn', t('This browser keeps nothing when the page is closed. Stay on this page until everything is sent.')),
  ];
}

function line(kind: string, picture: string, text: string, action: View = null): VNode {
  return html`<p class=${`strip ${kind}`}>${icon(picture)}<span>${text}</span>${action}</p>`;
}
