// What is not on the server yet, kept in this browser over a reload. localStorage writes at once, also while the page goes.
import type { SchemeDocument } from './document';

/** revision, base: what the page began with. synced: the draft as the server had it then. at: when it was kept, ms. */
export interface Kept {
  readonly revision: number;
  readonly base: string;
  readonly synced: SchemeDocument;
  readonly mine: SchemeDocument;
  readonly at: number;
}

export interface Keeper {
  read(): Kept | null;
  /** Tells whether it was kept. */
  write(kept: Kept): boolean;
  clear(): void;
}

const PREFIX = 'podium-scheme-';
const SHAPE = 1;

/**
 * Keep drafts by trade and person; storage: of the browser. Two windows share what is kept: one that has saved its own
 * work does not throw away what the other one still has to save.
 */
export function keeperOf(storage: Storage | null, trade: string, account: string): Keeper {
  const key = `${PREFIX}${trade}-${account}`;
  const writer = `${key}-by`;
  const self = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const own = new Set<string | null>([self, null]);
  return {
    read() {
      try {
        const found = JSON.parse(storage?.getItem(key) ?? 'null') as (Kept & { readonly shape: number }) | null;
        own.add(storage?.getItem(writer) ?? null);
        return found?.shape === SHAPE ? found : null;
      } catch {
        return null; // what cannot be read was not written by this page
      }
    },
    write(kept) {
      try {
        storage?.setItem(key, JSON.stringify({ shape: SHAPE, ...kept }));
        storage?.setItem(writer, self);
        return storage !== null;
      } catch {
        return false; // full, or forbidden: the page says that it keeps the work itself
      }
    },
    clear() {
      try {
        if (!own.has(storage?.getItem(writer) ?? null)) return;
        storage?.removeItem(key);
        storage?.removeItem(writer);
      } catch {
        // A browser that refuses this has kept nothing either.
      }
    },
  };
}
