// The key of one judge on this tablet: made here, never taken out of the browser, kept beside the queue.
import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { openDB } from 'idb';
import type { DBSchema } from 'idb';
import { toBytes, toText } from './bytes';

hashes.sha512 = sha512;

export type Algorithm = 'Ed25519' | 'ES256';

/** offered: the public key as the server registers it. */
export interface JudgeKey {
  readonly account: string;
  readonly alg: Algorithm;
  readonly offered: string;
  readonly secret: CryptoKey;
}

interface Schema extends DBSchema {
  keys: { key: string; value: JudgeKey };
  facts: { key: string; value: unknown };
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGN = { Ed25519: { name: 'Ed25519' }, ES256: { name: 'ECDSA', hash: 'SHA-256' } };

/** What this tablet knows beside the queue: the keys of its judges, and what the server said about it. */
export class KeyStore {
  private readonly connect;

  constructor(name = 'podium-keys') {
    this.connect = () =>
      openDB<Schema>(name, 1, {
        upgrade(fresh) {
          fresh.createObjectStore('keys', { keyPath: 'account' });
          fresh.createObjectStore('facts');
        },
      });
  }

  /** Return the key of a judge, made at the first need. */
  async keyOf(account: string): Promise<JudgeKey> {
    const store = await this.connect();
    try {
      const known = await store.get('keys', account);
      if (known) return known;
      const made = await makeKey(account);
      const step = store.transaction('keys', 'readwrite', { durability: 'strict' });
      // Another page of this tablet may have been faster; one judge has one key here.
      const other = await step.store.get(account);
      if (!other) await step.store.put(made);
      await step.done;
      return other ?? made;
    } finally {
      store.close();
    }
  }

  async fact<Fact>(name: string): Promise<Fact | null> {
    const store = await this.connect();
    try {
      return ((await store.get('facts', name)) as Fact | undefined) ?? null;
    } finally {
      store.close();
    }
  }

  async setFact(name: string, fact: unknown): Promise<void> {
    const store = await this.connect();
    try {
      await store.put('facts', fact, name);
    } finally {
      store.close();
    }
  }
}

/** Make a key: Ed25519 where the browser has it, else P-256. */
async function makeKey(account: string): Promise<JudgeKey> {
  try {
    const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    return await keyFrom(account, 'Ed25519', pair);
  } catch {
    return keyFrom(account, 'ES256', await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']));
  }
}

async function keyFrom(account: string, alg: Algorithm, pair: CryptoKeyPair): Promise<JudgeKey> {
  const offered = toText(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  return { account, alg, offered, secret: pair.privateKey };
}

/** Return the seal of a judge over these bytes. */
export async function sign(key: JudgeKey, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toText(new Uint8Array(await crypto.subtle.sign(SIGN[key.alg], key.secret, bytes)));
}

/** Tell whether the server signed exactly these bytes; by the browser, or by our own means where it has no Ed25519. */
export async function isSigned(server: string, signature: unknown, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (typeof signature !== 'string') return false;
  try {
    const [raw, key] = [toBytes(signature), toBytes(server)];
    const known = await publicKey(key);
    return known ? await crypto.subtle.verify('Ed25519', known, raw, bytes) : verify(raw, bytes, key);
  } catch {
    return false;
  }
}

async function publicKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
  } catch {
    return null;
  }
}
