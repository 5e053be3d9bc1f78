// The judge's desk: what a sheet left unsent on this tablet goes out from here too.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { loadCatalogue } from './i18n';
import { ask, member } from './judge/answers';
import { Outbox } from './judge/outbox';
import { startShell } from './judge/shell';
import type { Shell } from './judge/shell';
import { openShelf } from './judge/shelf';
import { Sender } from './judge/sync';
import { NetBar } from './judge/views/head';
import { html } from './judge/views/html';
import { Token } from './judge/token';
import { KeyStore } from './judge/vault/keys';
import { Vault } from './judge/vault/vault';
import { venue } from './judge/words';

const MOST_KEPT = 60;
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
const formToken = new Token(token, fetchHere);
const sender = new Sender({
  outbox,
  fetch: fetchHere,
  token: formToken,
  account,
  vault: await Vault.open({ store: new KeyStore(), account, fetch: fetchHere, token: formToken }),
  device: { id: device, last_seq: 0, last_hash: '' },
  onSheet: () => undefined,
  onChange: count,
  onRecorded: () => undefined,
});
await count();
void startShell(account, async () => (await outbox.waiting()).length).then(keepSheets);
if (place) render(html`<${NetBar} waiting=${waiting} sender=${sender} />`, place);
/** Let the tablet keep the sheets that this judge may mark now. */
async function keepSheets(shell: Shell): Promise<void> {
  const answer = await ask(fetchHere, '/api/v1/tablet/sheets');
  const listed = answer.kind === 'ok' ? member(answer.body, 'sheets') : null;
  if (!Array.isArray(listed)) return;
  const addresses = (listed as { id: string }[]).slice(0, MOST_KEPT).map(({ id }) => `/judge/sheets/${id}`);
  shell.keep(['/judge/', ...addresses]);
}

addEventListener('online', () => sender.retry());
addEventListener('offline', () => sender.heard(false));
sender.kick();
