// The judge's desk: what a sheet left unsent on this tablet goes out from here too.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { loadCatalogue } from './i18n';
import { Outbox } from './judge/outbox';
import { openShelf } from './judge/shelf';
import { Sender } from './judge/sync';
import { NetBar } from './judge/views/head';
import { html } from './judge/views/html';
import { KeyStore } from './judge/vault/keys';
import { Vault } from './judge/vault/vault';
import { venue } from './judge/words';

const known = document.querySelector<HTMLElement>('[data-part="desk"]')?.dataset ?? {};
const { account = '', device = '', token = '', zone = '', clockOffset = '0' } = known;
venue.timeZone = zone;
venue.offset = Number(clockOffset);
const place = document.querySelector<HTMLElement>('[data-part="net"]');
await loadCatalogue();
const outbox = new Outbox(await openShelf(), account);
const waiting = signal(0);
const count = async (): Promise<void> => {
  waiting.value = (await outbox.entries()).filter((entry) => entry.status === 'waiting').length;
};
const fetchHere = window.fetch.bind(window);
const sender = new Sender({
  outbox,
  fetch: fetchHere,
  token,
  account,
  vault: await Vault.open({ store: new KeyStore(), account, fetch: fetchHere, token }),
  device: { id: device, last_seq: 0, last_hash: '' },
  onSheet: () => undefined,
  onChange: count,
  onRecorded: () => undefined,
});
await count();
if (place) render(html`<${NetBar} waiting=${waiting} sender=${sender} />`, place);
addEventListener('online', () => sender.retry());
addEventListener('offline', () => sender.heard(false));
sender.kick();
