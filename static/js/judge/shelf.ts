// Where unsent changes lie: IndexedDB with strict durability, or memory where the browser gives none.
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import type { Entry, Receipt, Tail } from './outbox';

/** What one transaction may do. */
export interface Box {
  entries(): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  drop(opId: string): Promise<void>;
  receipts(): Promise<Receipt[]>;
  keep(receipt: Receipt): Promise<void>;
  forget(receipt: Receipt): Promise<void>;
  counter(name: string): Promise<number>;
  setCounter(name: string, value: number): Promise<void>;
  tail(device: string): Promise<Tail | null>;
  setTail(device: string, tail: Tail): Promise<void>;
}

export interface Shelf {
  /** True when what is written survives a reload, a crash and an empty battery. */
  readonly durable: boolean;
  /** Run one transaction; everything in it is written when the promise resolves, nothing when it rejects. */
  change<Answer>(work: (box: Box) => Promise<Answer>): Promise<Answer>;
}

interface Schema extends DBSchema {
  entries: { key: string; value: Entry };
  receipts: { key: [string, string]; value: Receipt };
  counters: { key: string; value: number };
  tails: { key: string; value: Tail };
}

const NAME = 'podium-judge';
const VERSION = 2;
const STORES: ['entries', 'receipts', 'counters', 'tails'] = ['entries', 'receipts', 'counters', 'tails'];

/** Open the tablet's shelf. */
export async function openShelf(name = NAME): Promise<Shelf> {
  const connect = connection(name);
  try {
    await connect();
  } catch {
    return memoryShelf(); // private windows and locked-down browsers refuse; marks can still be sent
  }
  return {
    durable: true,
    async change(work) {
      const step = (await connect()).transaction(STORES, 'readwrite', { durability: 'strict' });
      try {
        const answer = await work(boxOf(step));
        await step.done;
        return answer;
      } catch (error) {
        step.done.catch(() => undefined);
        if (!(error instanceof DOMException)) step.abort();
        throw error;
      }
    },
  };
}

/** Return what connects, and connects again when the browser has closed the database in the background. */
function connection(name: string): () => Promise<IDBPDatabase<Schema>> {
  let open: Promise<IDBPDatabase<Schema>> | null = null;
  return () => {
    open ??= openDB<Schema>(name, VERSION, {
      upgrade(fresh, before) {
        if (before < 1) {
          fresh.createObjectStore('entries', { keyPath: 'op_id' });
          fresh.createObjectStore('receipts', { keyPath: ['sheet', 'aspect'] });
          fresh.createObjectStore('counters');
        }
        fresh.createObjectStore('tails');
      },
      terminated() {
        open = null;
      },
    });
    return open;
  };
}

function boxOf(step: IDBPTransaction<Schema, typeof STORES, 'readwrite'>): Box {
  const entries = step.objectStore('entries');
  const receipts = step.objectStore('receipts');
  const counters = step.objectStore('counters');
  const tails = step.objectStore('tails');
  return {
    entries: () => entries.getAll(),
    put: async (entry) => void (await entries.put(entry)),
    drop: (opId) => entries.delete(opId),
    receipts: () => receipts.getAll(),
    keep: async (receipt) => void (await receipts.put(receipt)),
    forget: (receipt) => receipts.delete([receipt.sheet, receipt.aspect]),
    counter: async (key) => (await counters.get(key)) ?? 0,
    setCounter: async (key, value) => void (await counters.put(value, key)),
    tail: async (device) => (await tails.get(device)) ?? null,
    setTail: async (device, tail) => void (await tails.put(tail, device)),
  };
}

interface Contents {
  readonly entries: Map<string, Entry>;
  readonly receipts: Map<string, Receipt>;
  readonly counters: Map<string, number>;
  readonly tails: Map<string, Tail>;
}

/** Return a shelf that lasts as long as the page. */
export function memoryShelf(): Shelf {
  let contents: Contents = { entries: new Map(), receipts: new Map(), counters: new Map(), tails: new Map() };
  let last: Promise<unknown> = Promise.resolve();
  return {
    durable: false,
    change(work) {
      const next = last.then(async () => {
        const { entries, receipts, counters, tails } = contents;
        const copy = { entries: new Map(entries), receipts: new Map(receipts), counters: new Map(counters), tails: new Map(tails) };
        const answer = await work(boxIn(copy));
        contents = copy;
        return answer;
      });
      last = next.catch(() => undefined);
      return next;
    },
  };
}

function boxIn({ entries, receipts, counters, tails }: Contents): Box {
  const key = (receipt: Receipt): string => `${receipt.sheet} ${receipt.aspect}`;
  return {
    entries: async () => [...entries.values()],
    put: async (entry) => void entries.set(entry.op_id, entry),
    drop: async (opId) => void entries.delete(opId),
    receipts: async () => [...receipts.values()],
    keep: async (receipt) => void receipts.set(key(receipt), receipt),
    forget: async (receipt) => void receipts.delete(key(receipt)),
    counter: async (name) => counters.get(name) ?? 0,
    setCounter: async (name, value) => void counters.set(name, value),
    tail: async (device) => tails.get(device) ?? null,
    setTail: async (device, tail) => void tails.set(device, tail),
  };
}
