// The server's side of the protocol as SYNC describes it, as small as can be: registers, numbers without holes, receipts.
import { parseDecimal } from '../../../static/js/judge/decimals';
import type { Fetch } from '../../../static/js/judge/answers';
import type { Current, Op, OpResult, Sheet, Value } from '../../../static/js/judge/types';

export type Weather = 'fine' | 'lost request' | 'lost answer' | 'captive portal' | 'html error' | 'foreign json';
type Reply = { status: number; type: string; body: string; headers?: Record<string, string> };

const PORTAL = '<!doctype html><title>Welcome to the venue network</title>';

export class Server {
  readonly registers = new Map<string, { value: Value | null; version: number }>();
  readonly log: Op[] = [];
  readonly batches: { key: string; ops: Op[] }[] = [];
  readonly weather: Weather[] = [];
  locked = false;
  lastSeq = 0;
  /** When set, answers every request instead of the server. */
  refuse: Reply | null = null;
  private readonly answers = new Map<string, OpResult>();
  private sheet: Sheet;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
  }

  /** What the page calls instead of the network. */
  readonly fetch: Fetch = async (address, init) => {
    const weather = this.weather.shift() ?? 'fine';
    if (weather === 'lost request') throw new TypeError('network');
    if (weather === 'captive portal') return respond({ status: 200, type: 'text/html', body: PORTAL });
    if (weather === 'html error') return respond({ status: 502, type: 'text/html', body: PORTAL });
    if (weather === 'foreign json') return respond({ status: 200, type: 'application/json', body: '{"results":[],"ok":true}' });
    const reply = this.refuse ?? this.answer(address, init);
    if (weather === 'lost answer') throw new TypeError('network');
    return respond(reply);
  };

  /** The sheet as it is now. */
  now(): Sheet {
    const aspects = this.sheet.aspects.map((aspect) => ({ ...aspect, own: this.register(aspect.id) }));
    this.sheet = { ...this.sheet, aspects, device: { ...this.sheet.device, last_seq: this.lastSeq } };
    return this.sheet;
  }

  /** Another device of the same judge enters a value. */
  elsewhere(aspect: string, value: Value): void {
    this.registers.set(aspect, { value, version: this.register(aspect).version + 1 });
    this.moved();
  }

  private answer(address: string, init: RequestInit): Reply {
    if (init.method !== 'POST') return json(this.now());
    const { ops } = JSON.parse(String(init.body)) as { ops: Op[] };
    this.batches.push({ key: new Headers(init.headers).get('idempotency-key') ?? '', ops });
    const results = ops.map((op) => this.answers.get(op.op_id) ?? this.decide(op));
    return json({ results, sheet: address.includes(this.sheet.id) ? this.now() : {} });
  }

  private decide(op: Op): OpResult {
    const { value, version } = this.register(op.aspect);
    if (op.device_seq > this.lastSeq + 1) return this.result(op, 'gap', version, { expected_seq: this.lastSeq + 1 });
    const forked = op.device_seq <= this.lastSeq;
    this.lastSeq = Math.max(this.lastSeq, op.device_seq);
    const result = forked ? this.result(op, 'held', version) : this.judge(op, value, version);
    this.answers.set(op.op_id, result);
    this.log.push(op);
    return result;
  }

  private judge(op: Op, value: Value | null, version: number): OpResult {
    if (op.value?.v !== undefined && parseDecimal(op.value.v) === '99') return this.result(op, 'refused', version);
    if (JSON.stringify(op.value) === JSON.stringify(value)) return this.result(op, 'same', version);
    if (this.locked) return this.result(op, 'held', version);
    const current: Current = { value, version, at: '2024-06-25T06:29:00Z' };
    if (op.base_version !== version) return this.result(op, 'conflict', version, { current });
    this.registers.set(op.aspect, { value: op.value, version: version + 1 });
    this.moved();
    return this.result(op, 'applied', version + 1);
  }

  private result(op: Op, status: OpResult['status'], version: number, more: Partial<OpResult> = {}): OpResult {
    const problem = { code: status, title: `It is ${status}.`, status: 409 };
    const receipt = status === 'gap' ? null : op.op_id.slice(0, 6).toUpperCase();
    return { op_id: op.op_id, status, version, server_time: '2024-06-25T06:31:00Z', receipt, problem, ...more };
  }

  private register(aspect: string): { value: Value | null; version: number } {
    return this.registers.get(aspect) ?? { value: null, version: 0 };
  }

  private moved(): void {
    this.sheet = { ...this.sheet, revision: this.sheet.revision + 1 };
  }
}

/** A problem document as an answer to everything. */
export function problem(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const body = JSON.stringify({ type: `/problems/${code}`, title: `Refused: ${code}.`, status, code });
  return { status, type: 'application/problem+json', body, headers };
}

function json(body: unknown): Reply {
  return { status: 200, type: 'application/json', body: JSON.stringify(body) };
}

function respond({ status, type, body, headers }: Reply): Response {
  return new Response(body, { status, headers: { 'content-type': type, ...headers } });
}
