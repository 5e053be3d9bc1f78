// The judging sheet put together: model, sender, views, keys.
import { render } from 'preact';
import { ask as confirm } from '../behaviours/confirm';
import { toast } from '../behaviours/toast';
import { t, tn } from '../i18n';
import { SheetActions } from './actions';
import type { Action, Outcome } from './actions';
import { followSheet } from './hints';
import { attachKeys, goToAspect, goToMissing } from './keys';
import { Outbox } from './outbox';
import type { Receipt } from './outbox';
import { SheetModel } from './sheet';
import type { Cell } from './sheet';
import { openShelf } from './shelf';
import { startShell, stayAwake } from './shell';
import { Sender } from './sync';
import { Token } from './token';
import type { Aspect, Sheet } from './types';
import { KeyStore } from './vault/keys';
import { Vault } from './vault/vault';
import { aspectView } from './views/aspect';
import { Foot } from './views/foot';
import { NetBar, SheetHead } from './views/head';
import { html, keeper } from './views/html';
import { Rail } from './views/rail';
import { clock, count } from './words';

/** Where the views go, and what the page knows beside the sheet. */
export interface Place {
  readonly net: HTMLElement;
  readonly head: HTMLElement;
  readonly body: HTMLElement;
  readonly foot: HTMLElement;
  readonly account: string;
  readonly token: string;
  readonly signIn: string;
}

/** Start the sheet. */
export async function startSheet(first: Sheet, place: Place): Promise<void> {
  const fetchHere = window.fetch.bind(window);
  const { account } = place;
  const token = new Token(place.token, fetchHere);
  const outbox = new Outbox(await openShelf(), account);
  const vault = await Vault.open({ store: new KeyStore(), account, fetch: fetchHere, token });
  const sender: Sender = new Sender({
    outbox,
    fetch: fetchHere,
    token,
    account,
    vault,
    device: first.device,
    onSheet: (sheet) => model.accept(sheet),
    onChange: () => model.load(),
    onRecorded: tellRecorded,
  });
  const model: SheetModel = new SheetModel(first, account, outbox, sender, () => vault?.mayEnter() ?? true);
  const actions = new SheetActions(fetchHere, token, first.id);
  await model.load();

  const take = (outcome: Outcome): boolean => {
    if (outcome.kind === 'done' && outcome.sheet) model.accept(outcome.sheet);
    if (outcome.kind === 'no answer') sender.heard(false);
    else if (outcome.kind === 'refused' && outcome.problem.status === 401) sender.needs('sign_in');
    else sender.heard(true);
    return outcome.kind === 'done';
  };
  const run = async (action: Action, said: Record<string, string>, done: string): Promise<void> => {
    const outcome = await actions.run(action, said);
    if (take(outcome)) toast({ message: done });
    else if (outcome.kind === 'refused') toast({ message: outcome.problem.title, icon: 'refused' });
    else toast({ message: t('No answer from the server. Nothing was changed.'), icon: 'offline' });
    if (outcome.kind === 'refused') take(await actions.look());
  };
  const openRound = (aspect: Aspect, reason: string): Promise<void> =>
    run('rounds', { aspect: aspect.id, reason }, t('Round %(number)s is open', { number: count(aspect.round + 1) }));
  const sign = async (): Promise<void> => {
    const { digest } = model.sheet.peek();
    const sure = await confirm(t('You sign every mark on this sheet as it stands. It cannot be changed after that.'), t('Sign off'));
    if (sure && digest) await run('sign', { digest }, t('You have signed'));
  };
  const lock = async (): Promise<void> => {
    if (await confirm(t('After the lock nobody can change this sheet.'), t('Lock sheet'))) await run('lock', {}, t('This sheet is locked.'));
  };

  const props = { model, sender, durable: outbox.durable, signIn: place.signIn };
  const drawn = keeper((cell: Cell) => aspectView({ cell, model, openRound }), () => model.sheet.value);
  const Fields = (): unknown => html`<div class="aspects"><h2 class="sr">${t('Aspects')}</h2>${model.cells.value.map(drawn)}</div>`;
  place.body.replaceChildren();
  render(html`<${NetBar} waiting=${model.waiting} sender=${sender} />`, place.net);
  render(html`<${SheetHead} ...${props} />`, place.head);
  render(html`<${Rail} model=${model} /><${Fields} />`, place.body);
  render(html`<${Foot} model=${model} sender=${sender} onNext=${() => goToMissing(model)} onSign=${sign} onLock=${lock} />`, place.foot);

  attachKeys(place.body, model);
  followLinks(place.body);
  leaveNothingTyped(model, sender);
  followSheet({
    sheet: first.id,
    revision: () => model.sheet.peek().revision,
    fetchSheet: async () => void take(await actions.look(model.sheet.peek())),
  });
  sender.kick();
  // The lease is asked for at once, so that a tablet that only looked at its sheet can go on without a network too.
  void vault?.ready();
  void startShell(account, async () => (await outbox.waiting()).length);
  stayAwake();
  void navigator.storage?.persist?.();
}

/** Say so when more than a single change got through, or the network came back. */
function tellRecorded(receipts: readonly Receipt[]): void {
  const last = receipts.at(-1);
  if (!last || receipts.length < 2) return;
  const params = { num: count(receipts.length), time: clock(last.at), code: last.code };
  toast({
    message: tn('%(num)s mark recorded, %(time)s. Code %(code)s.', '%(num)s marks recorded, %(time)s. Code %(code)s.', receipts.length, params),
  });
}

/** The rail's links move the focus too. */
function followLinks(body: HTMLElement): void {
  body.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#a-"]') : null;
    if (!link) return;
    event.preventDefault();
    goToAspect(link.hash.slice('#a-'.length));
  });
}

/** Keep a half-typed number when the page goes, and send at once when it or the network comes back. */
function leaveNothingTyped(model: SheetModel, sender: Sender): void {
  addEventListener('pagehide', () => void model.commitAll());
  addEventListener('online', () => sender.retry());
  addEventListener('offline', () => sender.heard(false));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void model.commitAll();
    else sender.retry();
  });
}
