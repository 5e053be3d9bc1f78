import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Outbox, toOp } from '../../../static/js/judge/outbox';
import type { Draft, Entry } from '../../../static/js/judge/outbox';
import { memoryShelf, openShelf } from '../../../static/js/judge/shelf';

const DEVICE = 'd'.repeat(32);

function draft(aspect: string, v: string, parts: Partial<Draft> = {}): Draft {
  return {
    account: 'me',
    sheet: 's',
    aspect,
    value: { t: 'measure', v },
    typed: v,
    base_version: 0,
    epoch: 1,
    scheme_version: 1,
    client_time: '2024-06-25T06:30:00Z',
    ...parts,
  };
}

function receipt(entry: Entry, version: number) {
  const { account, sheet, aspect, op_id } = entry;
  return { account, sheet, aspect, op_id, version, code: '7KQ2', at: '2024-06-25T06:31:00Z' };
}

async function values(outbox: Outbox): Promise<(string | undefined)[]> {
  return (await outbox.entries()).map((entry) => entry.value?.v);
}

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));

describe.each(['on disk', 'in memory'])('an outbox %s', (where) => {
  async function open(account = 'me', shelf = where === 'on disk' ? openShelf() : Promise.resolve(memoryShelf())): Promise<Outbox> {
    return new Outbox(await shelf, account);
  }

  test('lasts as long as it says', async () => {
    expect((await open()).durable).toBe(where === 'on disk');
  });

  test('keeps changes in the order of making, each with an id of its own', async () => {
    const outbox = await open();
    for (const aspect of ['c', 'a', 'b']) await outbox.add(draft(aspect, '1'));
    const entries = await outbox.entries();
    expect(entries.map((entry) => entry.aspect)).toEqual(['c', 'a', 'b']);
    expect(new Set(entries.map((entry) => entry.op_id)).size).toBe(3);
    expect(entries.every((entry) => /^[0-9a-f]{32}$/.test(entry.op_id) && entry.seq === null)).toBe(true);
  });

  test('an unsent change gives way to a later one for the same aspect', async () => {
    const outbox = await open();
    await outbox.add(draft('a', '1'));
    await outbox.add(draft('a', '2'));
    expect(await values(outbox)).toEqual(['2']);
  });

  test('a change that replaces another is based on what the judge saw then', async () => {
    const outbox = await open();
    await outbox.add(draft('a', '1', { base_version: 3 }));
    await outbox.add(draft('a', '2', { base_version: 4 }));
    expect(await outbox.entries()).toMatchObject([{ value: { v: '2' }, base_version: 3 }]);
  });

  test('a change that may have arrived stays, and the later one goes on from its version', async () => {
    const outbox = await open();
    const first = await outbox.add(draft('a', '1'));
    await outbox.number([first], DEVICE, 0);
    await outbox.add(draft('a', '2'));
    await outbox.add(draft('a', '3'));
    expect(await values(outbox)).toEqual(['1', '3']);
    await outbox.recorded(first, receipt(first, 7));
    expect(await outbox.entries()).toMatchObject([{ value: { v: '3' }, base_version: 7 }]);
    expect(await outbox.receipts('s')).toEqual([receipt(first, 7)]);
  });

  test('numbers go on after the highest that the tablet or the server knows', async () => {
    const outbox = await open();
    const first = await outbox.add(draft('a', '1'));
    expect((await outbox.number([first], DEVICE, 11)).map(toOp)).toMatchObject([{ device_seq: 12 }]);
    await outbox.drop(first);
    const second = await outbox.add(draft('b', '1'));
    expect(await outbox.number([second], DEVICE, 3)).toMatchObject([{ seq: 13 }]);
  });

  test('a number that was sent is kept until the server has gone past it', async () => {
    const outbox = await open();
    const [sent] = await outbox.number([await outbox.add(draft('a', '1'))], DEVICE, 0);
    expect(await outbox.number([sent as Entry], DEVICE, 0)).toMatchObject([{ seq: 1 }]);
    expect(await outbox.number([sent as Entry], DEVICE, 1)).toMatchObject([{ seq: 2 }]);
  });

  test('a gap makes all of them start again from the number that the server expects', async () => {
    const outbox = await open();
    const entries = [await outbox.add(draft('a', '1')), await outbox.add(draft('b', '2'))];
    const numbered = await outbox.number(entries, DEVICE, 9);
    await outbox.renumber(numbered, DEVICE, 5);
    expect(await outbox.number(await outbox.entries(), DEVICE, 4)).toMatchObject([{ seq: 5 }, { seq: 6 }]);
  });

  test('a new device starts its own numbers', async () => {
    const outbox = await open();
    const [sent] = await outbox.number([await outbox.add(draft('a', '1'))], DEVICE, 40);
    expect(await outbox.number([sent as Entry], 'e'.repeat(32), 0)).toMatchObject([{ seq: 1, device: 'e'.repeat(32) }]);
  });

  test('an answer that needs the judge is kept until the judge enters something else', async () => {
    const outbox = await open();
    const entry = await outbox.add(draft('a', '512'));
    await outbox.answered(entry, { status: 'refused', code: 'value_out_of_range', title: 'Between 0 and 500.' });
    expect(await outbox.entries()).toMatchObject([{ status: 'refused', typed: '512', title: 'Between 0 and 500.' }]);
    await outbox.add(draft('a', '212'));
    expect(await values(outbox)).toEqual(['212']);
  });

  test('a conflict speaks of the latest value of the judge', async () => {
    const outbox = await open();
    const first = await outbox.add(draft('a', '1'));
    await outbox.number([first], DEVICE, 0);
    await outbox.add(draft('a', '2'));
    const current = { value: { t: 'measure' as const, v: '9' }, version: 4, at: null };
    await outbox.answered(first, { status: 'conflict', current });
    expect(await outbox.entries()).toMatchObject([{ value: { v: '2' }, status: 'conflict', current }]);
  });
});

test('one judge never sees or sends what another left on the tablet', async () => {
  const shelf = await openShelf();
  const [mine, hers] = [new Outbox(shelf, 'me'), new Outbox(shelf, 'her')];
  await hers.add(draft('a', '1', { account: 'her' }));
  const own = await mine.add(draft('a', '2'));
  expect(await values(mine)).toEqual(['2']);
  expect(await mine.number([own], DEVICE, 0)).toMatchObject([{ seq: 1 }]);
  expect(await hers.number(await hers.entries(), DEVICE, 1)).toMatchObject([{ seq: 2 }]);
});

test('a reload finds everything again', async () => {
  const before = new Outbox(await openShelf(), 'me');
  const entry = await before.add(draft('a', '1'));
  await before.number([entry], DEVICE, 4);
  await before.recorded(await before.add(draft('b', '2')), receipt({ ...entry, aspect: 'b' }, 1));
  const after = new Outbox(await openShelf(), 'me');
  expect(after.durable).toBe(true);
  expect(await after.entries()).toMatchObject([{ op_id: entry.op_id, seq: 5, value: { v: '1' } }]);
  expect(await after.receipts('s')).toMatchObject([{ aspect: 'b', code: '7KQ2' }]);
});

test.each([openShelf, async () => memoryShelf()])('what fails halfway is not written at all', async (open) => {
  const shelf = await open();
  const outbox = new Outbox(shelf, 'me');
  const entry = await outbox.add(draft('a', '1'));
  const failing = shelf.change(async (box) => {
    await box.drop(entry.op_id);
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  expect(await values(outbox)).toEqual(['1']);
});

test('a browser that keeps nothing still lets the judge enter and send', async () => {
  vi.stubGlobal('indexedDB', { open: () => { throw new DOMException('denied', 'SecurityError'); } });
  const outbox = new Outbox(await openShelf(), 'me');
  await outbox.add(draft('a', '1'));
  expect(outbox.durable).toBe(false);
  expect(await values(outbox)).toEqual(['1']);
});
