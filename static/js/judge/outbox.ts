// The judge's changes on their way: kept on the tablet until the server has answered each of them.
//
// A change gets its device_seq when it is first sent, in the transaction that marks it as sent: numbers have no holes,
// and a judge's unsent changes on a shared tablet never stand in another judge's way. The op_id never changes.
import { newId } from './ids';
import type { Box, Shelf } from './shelf';
import type { Current, Op, Value } from './types';

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

/** order: of making. seq, device: the number under which it was sent, null before. */
export interface Entry extends Draft {
  readonly op_id: string;
  readonly order: number;
  readonly seq: number | null;
  readonly device: string | null;
  readonly status: EntryStatus;
  readonly code?: string;
  readonly title?: string;
  readonly current?: Current;
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
      const entry: Entry = { ...draft, base_version, op_id: newId(), order, seq: null, device: null, status: 'waiting' };
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
      for (const later of await this.laterThan(box, entry)) await box.put({ ...later, base_version: receipt.version });
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

function same(a: Pick<Draft, 'sheet' | 'aspect'>, b: Pick<Draft, 'sheet' | 'aspect'>): boolean {
  return a.sheet === b.sheet && a.aspect === b.aspect;
}

function counterOf(device: string): string {
  return `seq ${device}`;
}
