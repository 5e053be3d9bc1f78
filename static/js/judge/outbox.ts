// The judge's changes on their way: kept on the tablet until the server has answered each of them.
//
// A change gets its device_seq when it is first sent, in the transaction that marks it as sent: numbers have no holes,
// and a judge's unsent changes on a shared tablet never stand in another judge's way. The op_id never changes.
import { newId } from './ids';
import type { Box, Shelf } from './shelf';
import type { Current, Device, Op, Value } from './types';
import { chainHash } from './vault/seals';

/** waiting: to be sent. conflict, held, refused: answered, and kept until the judge has dealt with it. */
export type EntryStatus = 'waiting' | 'conflict' | 'held' | 'refused';

/** What was done on a sheet; typed: the value as the judge sees it. */
export interface Draft {
  readonly account: string;
  readonly sheet: string;
  readonly aspect: string;
  readonly value: Value | null;
  readonly typed: string;
  readonly base_version: number;
  readonly epoch: number;
  readonly scheme_version: number;
  readonly client_time: string;
}

/**
 * order: of making. after: the change on the same field that may have reached the server before this one was made.
 * seal: over what it says, null before it was sealed. seq, device: the number under which it was sent, null before.
 * prev: the hash of the change before it on the device; null where the tablet keeps no chain (format 1).
 */
export interface Entry extends Draft {
  readonly op_id: string;
  readonly order: number;
  readonly after: string | null;
  readonly seal: string | null;
  readonly seq: number | null;
  readonly device: string | null;
  readonly prev: string | null;
  readonly status: EntryStatus;
  readonly code?: string;
  readonly title?: string;
  readonly current?: Current;
}

/** Where the history of a device ends on this tablet. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
}

/** What the server recorded last for an aspect. */
export interface Receipt {
  readonly account: string;
  readonly sheet: string;
  readonly aspect: string;
  readonly op_id: string;
  readonly code: string;
  readonly at: string;
  readonly version: number;
}

const ORDER = 'order';

export class Outbox {
  readonly durable: boolean;
  private readonly shelf: Shelf;
  private readonly account: string;

  constructor(shelf: Shelf, account: string) {
    this.shelf = shelf;
    this.account = account;
    this.durable = shelf.durable;
  }

  /** Return this judge's entries in the order of making. */
  entries(): Promise<Entry[]> {
    return this.shelf.change((box) => this.own(box));
  }

  /** Return what all judges of this tablet have not got an answer to. */
  waiting(): Promise<Entry[]> {
    return this.shelf.change(async (box) => (await box.entries()).filter((entry) => entry.status === 'waiting').sort((a, b) => a.order - b.order));
  }

  /** Keep the seal of a change, unless it has given way to another one meanwhile. */
  sealed(entry: Entry, seal: string): Promise<void> {
    return this.shelf.change(async (box) => {
      const now = (await box.entries()).find((other) => other.op_id === entry.op_id);
      if (now) await box.put({ ...now, seal });
    });
  }

  /** Return the receipts of one sheet. */
  async receipts(sheet: string): Promise<Receipt[]> {
    const all = await this.shelf.change((box) => box.receipts());
    return all.filter((receipt) => receipt.sheet === sheet && receipt.account === this.account);
  }

  /**
   * Keep a change. It takes the place of what waits unsent for the same aspect and of what was answered there;
   * after a change that may have reached the server it stands in line.
   */
  add(draft: Draft): Promise<Entry> {
    return this.shelf.change(async (box) => {
      const before = (await this.own(box)).filter((entry) => same(entry, draft));
      const sent = before.find((entry) => entry.status === 'waiting' && entry.seq !== null);
      const unsent = before.find((entry) => entry.status === 'waiting' && entry.seq === null);
      for (const entry of before) if (entry !== sent) await box.drop(entry.op_id);
      const order = (await box.counter(ORDER)) + 1;
      await box.setCounter(ORDER, order);
      // The judge has seen nothing newer than what the replaced change was based on.
      const base_version = unsent?.base_version ?? draft.base_version;
      const nothing = { seal: null, seq: null, device: null, prev: null } as const;
      const entry: Entry = { ...draft, base_version, after: sent?.op_id ?? null, op_id: newId(), order, ...nothing, status: 'waiting' };
      await box.put(entry);
      return entry;
    });
  }

  /** Give entries their numbers before they are sent; last: the highest number that the server has of this device. */
  number(entries: readonly Entry[], device: string, last: number): Promise<Entry[]> {
    return this.shelf.change(async (box) => {
      const name = counterOf(device);
      let highest = Math.max(await box.counter(name), last);
      const numbered: Entry[] = [];
      for (const entry of entries) {
        const keeps = entry.seq !== null && entry.device === device && entry.seq > last;
        const next = keeps ? entry : { ...entry, seq: (highest += 1), device };
        if (next !== entry) await box.put(next);
        numbered.push(next);
      }
      await box.setCounter(name, highest);
      return numbered.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    });
  }

  /** Give entries their places in the history of the device before they are sent; known: where the server saw it end. */
  chain(entries: readonly Entry[], known: Device): Promise<Entry[]> {
    return this.shelf.change(async (box) => {
      let tail = (await box.tail(known.id)) ?? { seq: known.last_seq, hash: known.last_hash };
      const chained: Entry[] = [];
      for (const entry of entries) {
        const keeps = entry.seq !== null && entry.prev !== null && entry.device === known.id;
        const next = keeps ? entry : { ...entry, seq: tail.seq + 1, prev: tail.hash, device: known.id };
        if (next !== entry) {
          tail = { seq: tail.seq + 1, hash: chainHash(tail.hash, tail.seq + 1, entry.op_id, entry.seal) };
          await box.put(next);
        }
        chained.push(next);
      }
      await box.setTail(known.id, tail);
      return chained;
    });
  }

  /** Start again where the server saw the device's history end: it knows none of what stands after that, whoever made it. */
  unchain(known: Device): Promise<void> {
    return this.shelf.change(async (box) => {
      for (const entry of await box.entries()) {
        const is_after = entry.device === known.id && entry.seq !== null && entry.seq > known.last_seq;
        if (entry.status === 'waiting' && is_after) await box.put({ ...entry, seq: null, prev: null, device: null });
      }
      await box.setTail(known.id, { seq: known.last_seq, hash: known.last_hash });
    });
  }

  /** Start again from the number that the server expects: it knows none of these changes. */
  renumber(entries: readonly Entry[], device: string, expected: number): Promise<void> {
    return this.shelf.change(async (box) => {
      for (const entry of entries) await box.put({ ...entry, seq: null, device: null });
      await box.setCounter(counterOf(device), expected - 1);
    });
  }

  /** Drop what the server has recorded and keep its receipt; what stands in line goes on from the new version. */
  recorded(entry: Entry, receipt: Receipt): Promise<void> {
    return this.shelf.change(async (box) => {
      await box.drop(entry.op_id);
      await box.keep(receipt);
      // What is sealed says itself that it comes after this one; the server knows then what it builds on.
      for (const later of await this.laterThan(box, entry)) if (later.seal === null) await box.put({ ...later, base_version: receipt.version });
    });
  }

  /** Keep an answer that the judge has to deal with; with a later change in line that one speaks for the judge. */
  answered(entry: Entry, answer: Pick<Entry, 'status' | 'code' | 'title' | 'current'>): Promise<void> {
    return this.shelf.change(async (box) => {
      const later = (await this.laterThan(box, entry)).at(-1);
      if (later && answer.status === 'conflict') {
        await box.drop(entry.op_id);
        await box.put({ ...later, ...answer });
      } else if (later) await box.drop(entry.op_id);
      else await box.put({ ...entry, ...answer });
    });
  }

  /** Drop an entry that the judge has dealt with. */
  drop(entry: Entry): Promise<void> {
    return this.shelf.change((box) => box.drop(entry.op_id));
  }

  /** Forget the receipts of a sheet that nobody marks any more. */
  forget(sheet: string): Promise<void> {
    return this.shelf.change(async (box) => {
      for (const receipt of await box.receipts()) if (receipt.sheet === sheet) await box.forget(receipt);
    });
  }

  private async own(box: Box): Promise<Entry[]> {
    const mine = (await box.entries()).filter((entry) => entry.account === this.account);
    return mine.sort((a, b) => a.order - b.order);
  }

  private async laterThan(box: Box, entry: Entry): Promise<Entry[]> {
    return (await this.own(box)).filter((other) => same(other, entry) && other.order > entry.order);
  }
}

/** Return an entry as it goes to the server. */
export function toOp(entry: Entry): Op {
  const { op_id, aspect, value, base_version, epoch, scheme_version, client_time } = entry;
  return { op_id, device_seq: entry.seq ?? 0, aspect, value, base_version, epoch, scheme_version, client_time };
}

/** Return a chained entry as it goes to the server. key: the id of the judge's key on this device. */
export function toSealedOp(entry: Entry, key: string | null, skew_ms: number): Op {
  const { after, prev, seal } = entry;
  return { ...toOp(entry), prev_hash: prev ?? '', after, skew_ms, key: seal === null ? null : key, seal };
}

function same(a: Pick<Draft, 'sheet' | 'aspect'>, b: Pick<Draft, 'sheet' | 'aspect'>): boolean {
  return a.sheet === b.sheet && a.aspect === b.aspect;
}

function counterOf(device: string): string {
  return `seq ${device}`;
}
