import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Outbox } from '../../../static/js/judge/outbox';
import { openShelf } from '../../../static/js/judge/shelf';
import { Token } from '../../../static/js/judge/token';
import type { Shelf } from '../../../static/js/judge/shelf';
import { Sender } from '../../../static/js/judge/sync';
import type { OpResult, Value } from '../../../static/js/judge/types';
import { toBytes, toText } from '../../../static/js/judge/vault/bytes';
import { isSigned, KeyStore } from '../../../static/js/judge/vault/keys';
import { chainHash, ownDigest, receiptBytes, sealedBytes } from '../../../static/js/judge/vault/seals';
import type { Sealed } from '../../../static/js/judge/vault/seals';
import { Vault } from '../../../static/js/judge/vault/vault';
import vectors from '../../vectors/tablet.json';
import { aSheet, CHOICE, COMPLETED, JUDGEMENT, PASS } from './a_sheet';
import { ChainedServer, DEVICE } from './chained_server';

const TOKEN = new Token('token', async () => new Response('', { status: 404 }));
const SHEET = aSheet([JUDGEMENT, PASS, COMPLETED, CHOICE]);
const FIELDS = [PASS.id, COMPLETED.id, CHOICE.id];

interface Tablet {
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly vault: Vault;
  enter(aspect: string, v: string): Promise<void>;
}

async function tablet(server: ChainedServer, shelf: Shelf, account = 'me', now?: () => number): Promise<Tablet> {
  const outbox = new Outbox(shelf, account);
  const vault = await Vault.open({ store: new KeyStore(), account, fetch: server.fetch, token: TOKEN, ...(now ? { now } : {}) });
  if (!vault) throw new Error('no vault');
  const nothing = { onSheet: () => undefined, onChange: async () => undefined, onRecorded: () => undefined, random: () => 0.5 };
  const device = { id: DEVICE, last_seq: 0, last_hash: '' };
  const sender = new Sender({ outbox, fetch: server.fetch, token: TOKEN, device, account, vault, ...nothing });
  const enter: Tablet['enter'] = async (aspect, v) => {
    const value: Value = { t: 'measure', v };
    const rest = { base_version: 0, epoch: 1, scheme_version: 1, client_time: '2024-06-25T06:30:00Z' };
    await outbox.add({ account, sheet: SHEET.id, aspect, value, typed: v, ...rest });
  };
  return { outbox, sender, vault, enter };
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('isSecureContext', true);
});

afterEach(() => vi.unstubAllGlobals());

describe('the same bytes as in Python', () => {
  test.each(vectors.seals)('seal of $op.op_id', async ({ op, text, seal }) => {
    const bytes = sealedBytes(op as Sealed);
    expect(new TextDecoder().decode(bytes)).toBe(text);
    expect(await isSigned(vectors.server_key, seal, bytes)).toBe(true);
    expect(await isSigned(vectors.server_key, seal, sealedBytes({ ...(op as Sealed), epoch: 2 }))).toBe(false);
  });

  test.each(vectors.chain)('hash of number $seq', ({ prev, seq, op_id, seal, hash }) => {
    expect(chainHash(prev, seq, op_id, seal)).toBe(hash);
  });

  test('a receipt holds without its problem, and not when anything of it was changed', async () => {
    const { receipt, server_key } = vectors;
    expect(await isSigned(server_key, receipt.sig, receiptBytes(receipt))).toBe(true);
    expect(await isSigned(server_key, receipt.sig, receiptBytes({ ...receipt, status: 'applied' }))).toBe(false);
    expect(await isSigned(server_key, null, receiptBytes(receipt))).toBe(false);
  });

  test('a receipt holds where the browser has no Ed25519', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('no', 'NotSupportedError'));
    const { receipt, server_key } = vectors;
    expect(await isSigned(server_key, receipt.sig, receiptBytes(receipt))).toBe(true);
    expect(await isSigned(server_key, receipt.sig, receiptBytes({ ...receipt, version: 4 }))).toBe(false);
    vi.restoreAllMocks();
  });

  test('the digest over the own registers', () => {
    expect(ownDigest(vectors.digest.registers as Parameters<typeof ownDigest>[0])).toBe(vectors.digest.hash);
  });

  test('bytes as text and back', () => {
    const bytes = Uint8Array.from({ length: 67 }, (_, index) => (index * 37) % 256);
    expect(toBytes(toText(bytes))).toEqual(bytes);
  });
});

describe('a key', () => {
  test('is made once for a judge and cannot be taken out', async () => {
    const store = new KeyStore();
    const [first, again, other] = [await store.keyOf('me'), await store.keyOf('me'), await store.keyOf('her')];
    expect(again.offered).toBe(first.offered);
    expect(other.offered).not.toBe(first.offered);
    await expect(crypto.subtle.exportKey('pkcs8', first.secret)).rejects.toThrow();
  });

  test('there is none on plain HTTP', async () => {
    vi.stubGlobal('isSecureContext', false);
    expect(await Vault.open({ store: new KeyStore(), account: 'me', fetch, token: TOKEN })).toBeNull();
  });

  test.each(['Ed25519', 'ES256'])('of %s seals what the server takes', async (alg) => {
    const make = crypto.subtle.generateKey.bind(crypto.subtle) as (...args: unknown[]) => Promise<unknown>;
    const server = await ChainedServer.start(SHEET);
    if (alg === 'ES256') {
      vi.spyOn(crypto.subtle, 'generateKey').mockImplementation(((name: unknown, ...more: unknown[]) =>
        name === 'Ed25519' ? Promise.reject(new DOMException('no', 'NotSupportedError')) : make(name, ...more)) as never);
    }
    const { enter, sender, outbox } = await tablet(server, await openShelf());
    await enter(PASS.id, '1');
    await sender.drain();
    expect(await outbox.entries()).toEqual([]);
    expect(server.registers.get(PASS.id)?.version).toBe(1);
    vi.restoreAllMocks();
  });
});

describe('a chain', () => {
  test('is whole over lost answers, reloads and a change that follows another on its way', async () => {
    const server = await ChainedServer.start(SHEET);
    const shelf = await openShelf();
    const before = await tablet(server, shelf);
    await before.sender.drain();
    await before.enter(PASS.id, '1');
    server.weather.push('fine', 'lost answer');
    await before.sender.drain();
    expect(server.log).toHaveLength(1);
    const after = await tablet(server, await openShelf());
    await after.enter(PASS.id, '0');
    await after.enter(COMPLETED.id, '7');
    await after.sender.drain();
    expect(server.log.map((op) => [op.device_seq, op.value?.v])).toEqual([[1, '1'], [2, '0'], [3, '7']]);
    expect(server.log[1]?.after).toBe(server.log[0]?.op_id);
    expect(server.registers.get(PASS.id)).toEqual({ value: { t: 'measure', v: '0' }, version: 2 });
    expect(await after.outbox.entries()).toEqual([]);
  });

  test('goes on from where the server is when the tablet has lost its own end', async () => {
    const server = await ChainedServer.start(SHEET);
    const first = await tablet(server, await openShelf());
    await first.enter(PASS.id, '1');
    await first.sender.drain();
    vi.stubGlobal('indexedDB', new IDBFactory());
    const wiped = await tablet(server, await openShelf());
    await wiped.enter(COMPLETED.id, '7');
    await wiped.sender.drain();
    expect(server.log.map((op) => op.device_seq)).toEqual([1, 2]);
  });

  test('starts again after a gap, under new numbers and the same seals', async () => {
    const server = await ChainedServer.start(SHEET);
    const { enter, sender, outbox } = await tablet(server, await openShelf());
    for (const field of FIELDS) await enter(field, '1');
    await outbox.chain(await outbox.entries(), { id: DEVICE, last_seq: 4, last_hash: 'f'.repeat(64) });
    await sender.drain();
    expect(await outbox.entries()).toEqual([]);
    expect(server.log.map((op) => op.device_seq)).toEqual([1, 2, 3]);
  });

  test('carries what a judge left on a shared tablet, sealed by the one who made it', async () => {
    const server = await ChainedServer.start(SHEET);
    const shelf = await openShelf();
    const mine = await tablet(server, shelf);
    await mine.enter(PASS.id, '1');
    await mine.sender.drain();
    await mine.enter(COMPLETED.id, '7');
    server.weather.push('lost request');
    await mine.sender.drain();
    await mine.enter(CHOICE.id, '2');
    server.weather.push('lost request');
    await mine.sender.drain();
    server.account = 'her';
    const hers = await tablet(server, shelf, 'her');
    await hers.enter(JUDGEMENT.id, '3');
    await hers.sender.drain();
    expect(server.log.map((op) => [op.account, op.aspect])).toEqual([
      ['me', PASS.id],
      ['me', COMPLETED.id],
      ['me', CHOICE.id],
      ['her', JUDGEMENT.id],
    ]);
    expect([...server.registers.values()].map(({ version }) => version)).toEqual([1, 1, 1, 1]);
    expect(await hers.outbox.waiting()).toEqual([]);
    expect((await mine.outbox.receipts(SHEET.id)).map(({ aspect }) => aspect).sort()).toEqual([...FIELDS].sort());
  });
});

describe('an answer', () => {
  const forgeries: Record<string, (result: OpResult) => OpResult> = {
    'without a signature': ({ sig: _, ...result }) => result,
    'of somebody else': (result) => ({ ...result, sig: toText(new Uint8Array(64)) }),
    'that says another version': (result) => ({ ...result, version: 7 }),
  };

  test.each(Object.keys(forgeries))('%s is none: the change stays', async (what) => {
    const server = await ChainedServer.start(SHEET);
    const { enter, sender, outbox } = await tablet(server, await openShelf());
    await enter(PASS.id, '1');
    server.tamper = forgeries[what] as (result: OpResult) => OpResult;
    await sender.drain();
    expect(await outbox.entries()).toMatchObject([{ status: 'waiting', aspect: PASS.id }]);
    expect(sender.net.value.state).toBe('offline');
    server.tamper = (result) => result;
    await sender.drain();
    expect(await outbox.entries()).toEqual([]);
    expect(server.log).toHaveLength(1);
  });

  test('of a tablet out of use stops the sending and keeps everything', async () => {
    const server = await ChainedServer.start(SHEET);
    const { enter, sender, outbox } = await tablet(server, await openShelf());
    await enter(PASS.id, '1');
    server.revoked = true;
    await sender.drain();
    expect(sender.net.value.state).toBe('revoked');
    expect(await outbox.entries()).toMatchObject([{ status: 'waiting' }]);
  });
});

describe('a lease', () => {
  test('lets marks be entered until it ends, and no clock that is set back lengthens it', async () => {
    const server = await ChainedServer.start(SHEET);
    let now = Date.now();
    const { vault } = await tablet(server, await openShelf(), 'me', () => now);
    expect(vault.mayEnter()).toBe(true);
    expect(await vault.ready()).toBeNull();
    now += 599 * 60_000;
    expect(vault.mayEnter()).toBe(true);
    now += 2 * 60_000;
    expect(vault.mayEnter()).toBe(false);
    // It is asked for again as soon as there is a network.
    server.leaseMinutes = 1300;
    expect(await vault.ready()).toBeNull();
    expect(vault.mayEnter()).toBe(true);
  });

  test('is known after a reload without a network', async () => {
    const server = await ChainedServer.start(SHEET);
    const first = await tablet(server, await openShelf());
    await first.vault.ready();
    server.weather.push('lost request');
    const again = await tablet(server, await openShelf(), 'me', () => Date.now() + 24 * 60 * 60_000);
    expect(again.vault.mayEnter()).toBe(false);
    expect(await again.vault.ready()).toEqual({ kind: 'none' });
  });

  test('of another server is not believed', async () => {
    const server = await ChainedServer.start(SHEET);
    const fetch: typeof server.fetch = async (address, init) => {
      const body = (await (await server.fetch(address, init)).json()) as { lease: { until: string } };
      return new Response(JSON.stringify({ ...body, lease: { ...body.lease, until: '2099-01-01T00:00:00Z' } }), { headers: { 'content-type': 'application/json' } });
    };
    const vault = await Vault.open({ store: new KeyStore(), account: 'me', fetch, token: TOKEN });
    expect(await vault?.ready()).toEqual({ kind: 'none' });
    expect(vault?.leaseEnd()).toBeNull();
  });
});
