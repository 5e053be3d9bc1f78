import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Token } from '../../../static/js/judge/token';
import type { Fetch } from '../../../static/js/judge/answers';
import { Outbox } from '../../../static/js/judge/outbox';
import type { Receipt } from '../../../static/js/judge/outbox';
import { memoryShelf, openShelf } from '../../../static/js/judge/shelf';
import type { Shelf } from '../../../static/js/judge/shelf';
import { Sender } from '../../../static/js/judge/sync';
import type { Sheet, Value } from '../../../static/js/judge/types';
import { aSheet, CHOICE, COMPLETED, JUDGEMENT, PASS } from './a_sheet';
import { problem, Server } from './server';
import type { Weather } from './server';

const TOKEN = new Token('token', async () => new Response('', { status: 404 }));
const SHEET = aSheet([JUDGEMENT, PASS, COMPLETED, CHOICE]);
const realTimeout = setTimeout;
const HALF = (): number => 0.5;

interface Tablet {
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly recorded: Receipt[];
  readonly sheets: Sheet[];
  enter(aspect: string, v: string, parts?: { base?: number; sheet?: string }): Promise<void>;
}

/** The same server behind another network. */
function through(server: Server, fetch: Fetch): Pick<Server, 'fetch'> {
  return { ...server, fetch };
}

function tablet(server: Pick<Server, 'fetch'>, shelf: Shelf, device = { id: 'd'.repeat(32), last_seq: 0, last_hash: '' }): Tablet {
  const outbox = new Outbox(shelf, 'me');
  const recorded: Receipt[] = [];
  const sheets: Sheet[] = [];
  const sender = new Sender({
    outbox,
    fetch: server.fetch,
    token: TOKEN,
    account: 'me',
    vault: null,
    device,
    onSheet: (sheet) => void sheets.push(sheet),
    onChange: async () => undefined,
    onRecorded: (receipts) => void recorded.push(...receipts),
    random: HALF,
  });
  const enter: Tablet['enter'] = async (aspect, v, { base = 0, sheet = SHEET.id } = {}) => {
    const value: Value = { t: 'measure', v };
    const rest = { epoch: 1, scheme_version: 1, client_time: '2024-06-25T06:30:00Z' };
    await outbox.add({ account: 'me', sheet, aspect, value, typed: v, base_version: base, ...rest });
  };
  return { outbox, sender, recorded, sheets, enter };
}

/** Let fake time and real input and output pass until it holds. */
async function eventually(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !holds(); turn += 1) {
    await vi.advanceTimersByTimeAsync(100);
    await new Promise((resolve) => realTimeout(resolve, 1));
  }
  expect(holds()).toBe(true);
}

async function statuses(outbox: Outbox): Promise<string[]> {
  return (await outbox.entries()).map((entry) => entry.status);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.stubGlobal('indexedDB', new IDBFactory());
});

afterEach(() => vi.useRealTimers());

describe('sending', () => {
  test('changes go in order, with numbers without holes, and leave the tablet with their receipts', async () => {
    const server = new Server(SHEET);
    const { enter, sender, outbox, recorded, sheets } = tablet(server, await openShelf());
    await enter(PASS.id, '1');
    await enter(COMPLETED.id, '7');
    await sender.drain();
    expect(server.log.map(({ aspect, device_seq }) => [aspect, device_seq])).toEqual([[PASS.id, 1], [COMPLETED.id, 2]]);
    expect(await outbox.entries()).toEqual([]);
    expect(recorded.map(({ aspect, version }) => [aspect, version])).toEqual([[PASS.id, 1], [COMPLETED.id, 1]]);
    expect(sheets.at(-1)?.device.last_seq).toBe(2);
  });

  test('the same value from another device counts as recorded', async () => {
    const server = new Server(SHEET);
    const { enter, sender, recorded } = tablet(server, memoryShelf());
    server.elsewhere(PASS.id, { t: 'measure', v: '1' });
    await enter(PASS.id, '1');
    await sender.drain();
    expect(recorded).toMatchObject([{ aspect: PASS.id, version: 1 }]);
  });

  test('two values from two devices stay until the judge has chosen', async () => {
    const server = new Server(SHEET);
    const { enter, sender, outbox } = tablet(server, await openShelf());
    server.elsewhere(COMPLETED.id, { t: 'measure', v: '6' });
    await enter(COMPLETED.id, '8');
    await sender.drain();
    expect(await outbox.entries()).toMatchObject([{ status: 'conflict', current: { value: { v: '6' }, version: 1 } }]);
    await enter(COMPLETED.id, '8', { base: 1 });
    await sender.drain();
    expect(await outbox.entries()).toEqual([]);
    expect(server.registers.get(COMPLETED.id)).toEqual({ value: { t: 'measure', v: '8' }, version: 2 });
  });

  test('what came after the lock is held, what can never be valid is refused, and both stay in sight', async () => {
    const server = new Server(SHEET);
    const { enter, sender, outbox } = tablet(server, await openShelf());
    server.locked = true;
    await enter(PASS.id, '1');
    await enter(COMPLETED.id, '99');
    await sender.drain();
    expect(await outbox.entries()).toMatchObject([
      { status: 'held', title: 'It is held.' },
      { status: 'refused', typed: '99', title: 'It is refused.' },
    ]);
  });

  test('a second change of the same field waits for the answer to the first', async () => {
    const server = new Server(SHEET);
    server.weather.push('lost answer');
    const { enter, sender, outbox } = tablet(server, await openShelf());
    await enter(PASS.id, '1');
    await sender.drain();
    await enter(PASS.id, '0');
    await sender.drain();
    expect(await outbox.entries()).toEqual([]);
    expect(server.log.map(({ value, base_version }) => [value?.v, base_version])).toEqual([['1', 0], ['0', 1]]);
  });
});

describe('no answer', () => {
  test.each<Weather>(['lost request', 'lost answer', 'captive portal', 'html error', 'foreign json'])(
    '%s: the change stays on the tablet, is sent again and stored once',
    async (weather) => {
      const server = new Server(SHEET);
      server.weather.push(weather, weather);
      const { enter, sender, outbox, recorded } = tablet(server, await openShelf());
      await enter(PASS.id, '1');
      await sender.drain();
      expect(await statuses(outbox)).toEqual(['waiting']);
      expect(recorded).toEqual([]);
      expect(sender.net.value.state).toBe('offline');
      await eventually(() => recorded.length === 1);
      expect(server.log).toHaveLength(1);
      expect(sender.net.value.state).toBe('connected');
    },
  );

  test('the same batch goes again under the same key, another one under another', async () => {
    const server = new Server(SHEET);
    server.weather.push('lost answer');
    const { enter, sender } = tablet(server, memoryShelf());
    await enter(PASS.id, '1');
    await sender.drain();
    await sender.drain();
    await enter(COMPLETED.id, '7');
    await sender.drain();
    const [first, again, other] = server.batches.map(({ key }) => key);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
  });

  test('the pauses grow to thirty seconds at most', async () => {
    const server = new Server(SHEET);
    const { enter, sender } = tablet(server, memoryShelf());
    await enter(PASS.id, '1');
    let tries = 0;
    const moments: number[] = [];
    server.weather.push(...Array.from({ length: 30 }, () => 'lost request' as const));
    const counted = server.weather.length;
    await sender.drain();
    for (let step = 0; step < 1200; step += 1) {
      await vi.advanceTimersByTimeAsync(100);
      if (counted - server.weather.length > tries) {
        tries = counted - server.weather.length;
        moments.push(Date.now());
      }
    }
    const pauses = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    expect(pauses[0]).toBeLessThanOrEqual(1_000);
    expect(Math.max(...pauses)).toBeGreaterThan(10_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(15_100); // half of thirty seconds: random() is 0.5 here
  });

  test('a reload in between changes nothing: the server answers the same change once more', async () => {
    const server = new Server(SHEET);
    server.weather.push('lost answer');
    const before = tablet(server, await openShelf());
    await before.enter(PASS.id, '1');
    await before.sender.drain();
    const after = tablet(server, await openShelf(), server.now().device);
    await after.enter(COMPLETED.id, '7');
    await after.sender.drain();
    expect(await after.outbox.entries()).toEqual([]);
    expect(after.recorded.map(({ version }) => version)).toEqual([1, 1]);
    expect(server.log.map(({ device_seq }) => device_seq)).toEqual([1, 2]);
  });

  test('a button or the network coming back does not wait for an answer that hangs', async () => {
    const server = new Server(SHEET);
    let calls = 0;
    const hangs = through(server, (address, init) => {
      calls += 1;
      if (calls > 1) return server.fetch(address, init);
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    });
    const { enter, sender, recorded } = tablet(hangs, memoryShelf());
    await enter(PASS.id, '1');
    void sender.drain();
    await vi.waitFor(() => expect(calls).toBe(1));
    sender.retry();
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(recorded).toHaveLength(1));
  });
});

describe('a gap', () => {
  test('numbers start again where the server expects them', async () => {
    const server = new Server(SHEET);
    const shelf = await openShelf();
    const ahead = tablet(server, shelf, { id: 'd'.repeat(32), last_seq: 8, last_hash: '' });
    await ahead.enter(PASS.id, '1');
    await ahead.enter(COMPLETED.id, '7');
    await ahead.sender.drain();
    expect(await ahead.outbox.entries()).toEqual([]);
    expect(server.log.map(({ device_seq }) => device_seq)).toEqual([1, 2]);
  });
});

describe('a refusal of the whole batch', () => {
  test('a session that is over keeps the queue and asks to sign in', async () => {
    const server = new Server(SHEET);
    server.refuse = problem(401, 'sign_in_needed');
    const { enter, sender, outbox, recorded } = tablet(server, memoryShelf());
    await enter(PASS.id, '1');
    await sender.drain();
    expect(sender.net.value.state).toBe('sign_in');
    expect(await statuses(outbox)).toEqual(['waiting']);
    server.refuse = null;
    sender.heard(true);
    await vi.advanceTimersByTimeAsync(0);
    await vi.waitFor(() => expect(recorded).toHaveLength(1));
  });

  test('a form token that is too old asks to load the page again', async () => {
    const server = new Server(SHEET);
    server.refuse = problem(400, 'form_expired');
    const { enter, sender, outbox } = tablet(server, memoryShelf());
    await enter(PASS.id, '1');
    await sender.drain();
    expect(sender.net.value.state).toBe('reload');
    expect(await statuses(outbox)).toEqual(['waiting']);
  });

  test('a sheet that the judge may not mark keeps its changes and does not stop the others', async () => {
    const server = new Server(SHEET);
    const other = 'f'.repeat(32);
    const { fetch } = server;
    const picky = through(server, (address, init) => {
      server.refuse = address.includes(other) ? problem(403, 'compatriot') : null;
      return fetch(address, init);
    });
    const { enter, sender, outbox, recorded } = tablet(picky, memoryShelf());
    await enter(PASS.id, '1', { sheet: other });
    await enter(COMPLETED.id, '7');
    await sender.drain();
    expect(sender.stopped.value.get(other)).toMatchObject({ code: 'compatriot', title: 'Refused: compatriot.' });
    expect(recorded.map(({ aspect }) => aspect)).toEqual([COMPLETED.id]);
    expect(await outbox.entries()).toMatchObject([{ sheet: other, status: 'waiting' }]);
  });

  test('one change that the server cannot read is found and does not hold up the rest', async () => {
    const server = new Server(SHEET);
    const { fetch } = server;
    const picky = through(server, (address, init) => {
      const bad = String(init.body).includes('"v":"13"');
      server.refuse = bad ? problem(422, 'payload_invalid') : null;
      return fetch(address, init);
    });
    const { enter, sender, outbox, recorded } = tablet(picky, memoryShelf());
    await enter(PASS.id, '1');
    await enter(COMPLETED.id, '13');
    await enter(CHOICE.id, '2');
    await sender.drain();
    expect(recorded.map(({ aspect }) => aspect)).toEqual([PASS.id, CHOICE.id]);
    expect(await outbox.entries()).toMatchObject([{ status: 'refused', title: 'Refused: payload_invalid.', typed: '13' }]);
  });

  test('a busy server is asked again when it said', async () => {
    const server = new Server(SHEET);
    server.refuse = problem(503, 'database_unavailable', { 'retry-after': '2' });
    const { enter, sender, recorded } = tablet(server, memoryShelf());
    await enter(PASS.id, '1');
    await sender.drain();
    server.refuse = null;
    await vi.advanceTimersByTimeAsync(1_900);
    expect(recorded).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    await vi.waitFor(() => expect(recorded).toHaveLength(1));
    expect(sender.net.value.state).toBe('connected');
  });
});

describe('whatever the network does', () => {
  const weather = fc.constantFrom<Weather>('fine', 'lost request', 'lost answer', 'captive portal', 'html error', 'foreign json');
  const aspects = [PASS.id, COMPLETED.id, CHOICE.id];
  const step = fc.oneof(
    fc.record({ do: fc.constant('enter' as const), aspect: fc.constantFrom(...aspects), v: fc.constantFrom('1', '2', '3') }),
    fc.record({ do: fc.constant('send' as const), weather }),
    fc.record({ do: fc.constant('reload' as const) }),
  );

  test('every last value arrives, each change is stored once, and no number is left out', async () => {
    vi.useRealTimers();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const server = new Server(SHEET);
        const shelf = memoryShelf();
        let here = tablet(server, shelf);
        const last = new Map<string, string>();
        for (const each of steps) {
          if (each.do === 'enter') {
            await here.enter(each.aspect, each.v, { base: server.registers.get(each.aspect)?.version ?? 0 });
            last.set(each.aspect, each.v);
          } else if (each.do === 'send') {
            server.weather.push(each.weather);
            await here.sender.drain();
            here.sender.kick(1e6);
          } else here = tablet(server, shelf, server.now().device);
        }
        server.weather.length = 0;
        for (let tries = 0; tries < 8; tries += 1) await here.sender.drain();
        here.sender.kick(0);
        expect(await statuses(here.outbox)).toEqual([]);
        for (const [aspect, v] of last) expect(server.registers.get(aspect)?.value?.v).toBe(v);
        expect(new Set(server.log.map(({ op_id }) => op_id)).size).toBe(server.log.length);
        expect(server.log.map(({ device_seq }) => device_seq)).toEqual(server.log.map((_, index) => index + 1));
      }),
      { numRuns: 150 },
    );
  });
});
