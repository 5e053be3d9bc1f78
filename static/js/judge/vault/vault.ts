// The tablet towards the server: its judge's key, its place in the chain, its lease, and whether an answer is genuine.
import { ask } from '../answers';
import type { Answer, Fetch } from '../answers';
import type { Token } from '../token';
import type { Device, OpResult } from '../types';
import { isSigned, sign } from './keys';
import type { JudgeKey, KeyStore } from './keys';
import { leaseBytes, receiptBytes, sealedBytes } from './seals';
import type { Sealed } from './seals';

export interface Lease {
  readonly account: string;
  readonly device: string;
  readonly until: string;
  readonly sig: string;
}

/** What the server said about this judge on this tablet. */
export interface Known {
  readonly key_id: string;
  readonly account: string;
  readonly server_key: string;
  readonly lease: Lease | null;
  readonly device: Device & { readonly number: number | null };
  readonly server_time: string;
}

export interface VaultOptions {
  readonly store: KeyStore;
  readonly account: string;
  readonly fetch: Fetch;
  readonly token: Token;
  readonly now?: () => number;
}

const RENEW_MS = 60 * 60 * 1000;

export class Vault {
  private readonly options: VaultOptions;
  private known: Known | null = null;
  private key: JudgeKey | null = null;
  private fresh = false;
  private behind = 0;

  private constructor(options: VaultOptions) {
    this.options = options;
  }

  /** Open the vault of a judge; null where the browser gives no cryptography (plain HTTP) or no storage. */
  static async open(options: VaultOptions): Promise<Vault | null> {
    if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return null;
    const vault = new Vault(options);
    try {
      vault.key = await options.store.keyOf(options.account);
      vault.known = await options.store.fact<Known>(factOf(options.account));
    } catch {
      return null;
    }
    return vault;
  }

  /** Where the server saw this tablet's history end. */
  get device(): Device | null {
    return this.known?.device ?? null;
  }

  /** Ask for what is not known yet in this page, or is about to run out. Returns what stands in the way. */
  async ready(): Promise<Answer | null> {
    const over = this.leaseEnd() !== null && (this.leaseEnd() ?? 0) - this.now() < RENEW_MS;
    return this.fresh && !over ? null : this.refresh();
  }

  /** Ask anew: the key's id, the lease, the end of the chain. Returns what stands in the way, null when all is well. */
  async refresh(): Promise<Answer | null> {
    const { account, fetch, token, store } = this.options;
    const body = JSON.stringify({ alg: this.key?.alg, key: this.key?.offered });
    const headers = { 'content-type': 'application/json', 'x-csrftoken': token.value };
    const answer = await ask(fetch, '/api/v1/tablet/key', { method: 'POST', body, headers });
    if (answer.kind !== 'ok') return answer;
    const known = answer.body as Known;
    // Signed in as somebody else in another page: what was asked is not ours.
    if (known.account !== account || !(await isLease(known))) return { kind: 'none' };
    this.known = known;
    this.fresh = true;
    this.behind = Math.round(Date.parse(known.server_time) - (this.options.now ?? Date.now)());
    await store.setFact(factOf(account), known).catch(() => undefined);
    return null;
  }

  /** Return the seal over a change that this judge made. */
  async seal(of: Sealed): Promise<string | null> {
    return this.key ? sign(this.key, sealedBytes(of)) : null;
  }

  /** How far this tablet's clock was behind the server's when they last spoke, in milliseconds; negative: ahead. */
  get skew(): number {
    return this.behind;
  }

  /** Return under which id the server knows the key of a judge on this device, null when it does not. */
  async keyId(account: string, device: string): Promise<string | null> {
    const known = account === this.options.account ? this.known : await this.options.store.fact<Known>(factOf(account));
    return known?.device.id === device ? known.key_id : null;
  }

  /** Tell whether an answer was signed by our server. */
  isGenuine(result: OpResult): Promise<boolean> {
    return isSigned(this.known?.server_key ?? '', result.sig, receiptBytes({ ...result }));
  }

  /** When entering without a network ends, in milliseconds; null where there is no lease. */
  leaseEnd(): number | null {
    return this.known?.lease ? Date.parse(this.known.lease.until) : null;
  }

  /** Tell whether marks may still be entered: the lease runs, or the server said nothing of one. */
  mayEnter(): boolean {
    const end = this.leaseEnd();
    return end === null || this.now() < end;
  }

  private now(): number {
    // A clock that was set back does not lengthen the lease: the server's last word is the earliest it can be.
    const told = this.known ? Date.parse(this.known.server_time) : 0;
    return Math.max((this.options.now ?? Date.now)(), told);
  }
}

async function isLease(known: Known): Promise<boolean> {
  if (typeof known.server_key !== 'string' || typeof known.device?.last_hash !== 'string') return false;
  return known.lease === null || isSigned(known.server_key, known.lease.sig, leaseBytes({ ...known.lease }));
}

function factOf(account: string): string {
  return `known ${account}`;
}
