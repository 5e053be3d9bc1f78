// A server that takes format 2: keys, seals, the chain of each device, signed receipts.
import type { Fetch } from '../../../static/js/judge/answers';
import type { Op, OpResult, OpStatus, Sheet, Value } from '../../../static/js/judge/types';
import { toBytes, toText, utf8 } from '../../../static/js/judge/vault/bytes';
import { chainHash, receiptBytes, sealedBytes } from '../../../static/js/judge/vault/seals';
import { canonicalJson } from '../../../static/js/board/document';
import type { Weather } from './server';

export const DEVICE = 'd'.repeat(32);
type Registered = { id: string; account: string; alg: string; key: string };
type Sent = { format: number; author?: string; ops: Op[] };

export class ChainedServer {
  readonly registers = new Map<string, { value: Value | null; version: number }>();
  readonly log: (Op & { account: string })[] = [];
  readonly weather: Weather[] = [];
  readonly requests: string[] = [];
  seq = 0;
  hash = '';
  /** Who is signed in. */
  account = 'me';
  revoked = false;
  leaseMinutes = 600;
  /** What becomes of receipts on the way. */
  tamper = (result: OpResult): OpResult => result;
  private readonly keys: Registered[] = [];
  private readonly answers = new Map<string, OpResult>();
  private readonly pair: CryptoKeyPair;
  private readonly server: string;
  private readonly sheet: Sheet;

  private constructor(sheet: Sheet, pair: CryptoKeyPair, server: string) {
    this.sheet = sheet;
    this.pair = pair;
    this.server = server;
  }

  static async start(sheet: Sheet): Promise<ChainedServer> {
    const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    return new ChainedServer(sheet, pair, toText(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))));
  }

  readonly fetch: Fetch = async (address, init) => {
    this.requests.push(`${init.method ?? 'GET'} ${address}`);
    const weather = this.weather.shift() ?? 'fine';
    if (weather === 'lost request') throw new TypeError('network');
    if (weather === 'captive portal') return reply(200, 'text/html', '<title>Welcome</title>');
    const answer = await this.answer(address, init);
    if (weather === 'lost answer') throw new TypeError('network');
    return answer;
  };

  private async answer(address: string, init: RequestInit): Promise<Response> {
    if (this.revoked) return reply(403, 'application/problem+json', JSON.stringify({ code: 'device_revoked', title: 'Out of use.', status: 403 }));
    if (address.endsWith('/tablet/key')) return json(await this.register(JSON.parse(String(init.body)) as { alg: string; key: string }));
    const sent = JSON.parse(String(init.body)) as Sent;
    const results: OpResult[] = [];
    for (const op of sent.ops) results.push(this.tamper(this.answers.get(op.op_id) ?? (await this.decide(op, sent.author ?? this.account))));
    return json({ results, sheet: sent.author ? null : { ...this.sheet, device: this.device() } });
  }

  private device(): { id: string; last_seq: number; last_hash: string; number: null } {
    return { id: DEVICE, last_seq: this.seq, last_hash: this.hash, number: null };
  }

  private async register({ alg, key }: { alg: string; key: string }): Promise<unknown> {
    const id = String(this.keys.length + 1).repeat(32).slice(0, 32);
    const known = this.keys.find((each) => each.key === key && each.account === this.account) ?? { id, account: this.account, alg, key };
    if (!this.keys.includes(known)) this.keys.push(known);
    const now = Date.now();
    const lease = { v: 1, device: DEVICE, account: this.account, until: new Date(now + this.leaseMinutes * 60_000).toISOString() };
    const sig = await this.sign(utf8(`podium-lease-1\n${canonicalJson(lease)}`));
    const server_time = new Date(now).toISOString();
    return { key_id: known.id, account: this.account, server_key: this.server, lease: { ...lease, sig }, device: this.device(), server_time };
  }

  private async decide(op: Op, account: string): Promise<OpResult> {
    const { version } = this.registers.get(op.aspect) ?? { version: 0 };
    if (op.device_seq > this.seq + 1) return this.result(op, 'gap', version, { expected_seq: this.seq + 1 });
    const forked = op.device_seq <= this.seq || op.prev_hash !== this.hash;
    const sealed = await this.isSealed(op, account);
    if (!forked) {
      this.hash = chainHash(op.prev_hash ?? '', op.device_seq, op.op_id, op.seal ?? null);
      this.seq = op.device_seq;
    }
    const base = op.after ? (this.answers.get(op.after)?.version ?? -1) : op.base_version;
    const status = forked ? 'held' : !sealed ? 'refused' : base === version ? 'applied' : 'conflict';
    if (status === 'applied') this.registers.set(op.aspect, { value: op.value, version: version + 1 });
    const result = await this.result(op, status, status === 'applied' ? version + 1 : version);
    this.answers.set(op.op_id, result);
    this.log.push({ ...op, account });
    return result;
  }

  private async isSealed(op: Op, account: string): Promise<boolean> {
    const key = this.keys.find((each) => each.id === op.key && each.account === account);
    if (!key || !op.seal) return false;
    const [name, how] = key.alg === 'Ed25519' ? ['Ed25519', 'Ed25519'] as const : [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }] as const;
    const known = await crypto.subtle.importKey('raw', toBytes(key.key), name, false, ['verify']);
    const bytes = sealedBytes({ ...op, sheet: this.sheet.id, after: op.after ?? null });
    return crypto.subtle.verify(how, known, toBytes(op.seal), bytes);
  }

  private async result(op: Op, status: OpStatus, version: number, more: Partial<OpResult> = {}): Promise<OpResult> {
    const receipt = { op_id: op.op_id, status, version, server_time: '2024-06-25T06:31:00Z', receipt: op.op_id.slice(0, 6), ...more };
    return { ...receipt, sig: await this.sign(receiptBytes(receipt)) };
  }

  private async sign(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    return toText(new Uint8Array(await crypto.subtle.sign('Ed25519', this.pair.privateKey, bytes)));
  }
}

function json(body: unknown): Response {
  return reply(200, 'application/json', JSON.stringify(body));
}

function reply(status: number, type: string, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': type } });
}
