// Sending: one batch at a time, in order, until the server has answered every change; no answer means again, later.
import { signal } from '@preact/signals';
import { ask, asResults, asSheet, member } from './answers';
import type { Answer, Fetch } from './answers';
import { newId } from './ids';
import { toOp, toSealedOp } from './outbox';
import type { Entry, Outbox, Receipt } from './outbox';
import type { Token } from './token';
import type { Device, Op, OpResult, Problem, Sheet } from './types';
import type { Vault } from './vault/vault';

/**
 * offline: no answer since then. sign_in: the session is over. reload: the page is too old to be believed.
 * revoked: the office took this tablet out of use.
 */
export interface Net {
  readonly state: 'connected' | 'offline' | 'sign_in' | 'reload' | 'revoked';
  readonly since: number;
}

export interface SenderOptions {
  readonly outbox: Outbox;
  readonly fetch: Fetch;
  /** The token that our forms carry, "" where the page has none. */
  readonly token: Token;
  readonly device: Device;
  readonly account: string;
  /** Seals, chains and checks receipts; null where the page has no cryptography, and changes go in format 1. */
  readonly vault: Vault | null;
  /** Called with every sheet that an answer brings. */
  readonly onSheet: (sheet: Sheet) => void;
  /** Called after the outbox has changed. */
  readonly onChange: () => Promise<void>;
  /** Called with what one batch got recorded. */
  readonly onRecorded: (receipts: readonly Receipt[]) => void;
  readonly random?: () => number;
}

type Step = 'go on' | 'later' | 'stop';

/** What one request carries. author: an absent judge of this tablet who made it, "" for who is signed in. */
interface Batch {
  readonly sheet: string;
  readonly author: string;
  readonly entries: readonly Entry[];
  readonly ops: readonly Op[];
}

/** Who sends from which device, what is not to be sent, and how many changes go at once. */
interface Line {
  readonly account: string;
  readonly device: string;
  readonly stopped: ReadonlyMap<string, Problem>;
  readonly most: number;
}

const LOCK = 'podium-send';

const MOST_OPS = 100;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const MOST_GAPS = 3;
const BAD_BATCH: readonly number[] = [400, 413, 415, 422];
const NO_ENTRY: readonly number[] = [403, 404, 410];

export class Sender {
  readonly net = signal<Net>({ state: 'connected', since: Date.now() });
  readonly sending = signal<ReadonlySet<string>>(new Set());
  /** Sheets that the server will not take anything for, with its reason; their changes stay on the tablet. */
  readonly stopped = signal<ReadonlyMap<string, Problem>>(new Map());
  private readonly options: SenderOptions;
  private device: Device;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private again = false;
  private failures = 0;
  private gaps = 0;
  private renewed = false;
  private most = MOST_OPS;
  private last = { body: '', key: '' };
  private hanging: AbortController | undefined;

  constructor(options: SenderOptions) {
    this.options = options;
    this.device = options.device;
  }

  /** Send what waits after so many milliseconds; a later call takes the place of an earlier one. */
  kick(delay = 0): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.drain(), delay);
  }

  /** Send at once, also to sheets that were refused before, and wait no longer for an answer that hangs. */
  retry(): void {
    this.hanging?.abort();
    this.failures = 0;
    this.stopped.value = new Map();
    this.kick();
  }

  /** Note whether the server answered, whoever asked. */
  heard(answered: boolean): void {
    const { state } = this.net.peek();
    if (!answered && state === 'connected') this.setNet('offline');
    if (!answered || state === 'connected') return;
    this.setNet('connected');
    this.kick();
  }

  /** Note that the session is over, or that the page's token is no longer good. */
  needs(what: 'sign_in' | 'reload'): void {
    this.setNet(what);
  }

  /** Send everything that waits; resolves when nothing is left to do now. */
  async drain(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    clearTimeout(this.timer);
    try {
      let step: Step = 'go on';
      while (step === 'go on') step = await this.alone(() => this.next());
      if (step === 'later') this.kick(this.delay());
    } finally {
      this.running = false;
      if (this.again) this.kick();
      this.again = false;
    }
  }

  /** Two pages of a tablet never number at the same time: their changes would stand under the same numbers. */
  private alone(work: () => Promise<Step>): Promise<Step> {
    const locks = this.options.vault ? globalThis.navigator?.locks : undefined;
    return locks ? (locks.request(LOCK, work) as Promise<Step>) : work();
  }

  private async next(): Promise<Step> {
    const { vault } = this.options;
    const batch = vault ? await this.chained(vault) : await this.numbered();
    if (!batch || 'kind' in batch) {
      if (batch) return batch.kind === 'problem' ? this.refused('', [], batch.problem, batch.retryAfter) : this.unanswered();
      this.most = MOST_OPS;
      return 'stop';
    }
    this.sending.value = new Set(batch.entries.map((entry) => entry.op_id));
    try {
      return await this.send(batch);
    } finally {
      await this.options.onChange();
      this.sending.value = new Set();
    }
  }

  /** Return the next batch in format 1, null when nothing waits. */
  private async numbered(): Promise<Batch | null> {
    const { outbox } = this.options;
    const batch = nextBatch(await outbox.entries(), this.stopped.peek(), this.most);
    if (!batch[0]) return null;
    const entries = await outbox.number(batch, this.device.id, this.device.last_seq);
    return { sheet: batch[0].sheet, author: '', entries, ops: entries.map(toOp) };
  }

  /** Return the next batch in format 2, null when nothing waits, or what stands in the way of sending. */
  private async chained(vault: Vault): Promise<Batch | Answer | null> {
    const { outbox, account } = this.options;
    const waiting = await outbox.waiting();
    for (const entry of waiting.filter((each) => each.account === account && each.seal === null && each.prev === null)) {
      const seal = await vault.seal(entry);
      if (seal) await outbox.sealed(entry, seal);
    }
    if (!waiting.length) return null;
    const obstacle = await vault.ready();
    if (obstacle) return obstacle;
    this.device = vault.device ?? this.device;
    const keys = new Map<string, string | null>();
    for (const { account: owner } of waiting) if (!keys.has(owner)) keys.set(owner, await vault.keyId(owner, this.device.id));
    const sendable = (await outbox.waiting()).filter((each) => each.account === account || (each.seal !== null && keys.get(each.account)));
    const batch = nextInLine(sendable, { account, device: this.device.id, stopped: this.stopped.peek(), most: this.most });
    const [first] = batch;
    if (!first) return null;
    const entries = await outbox.chain(batch, this.device);
    const ops = entries.map((entry) => toSealedOp(entry, keys.get(entry.account) ?? null, vault.skew));
    return { sheet: first.sheet, author: first.account === account ? '' : first.account, entries, ops };
  }

  private async send({ sheet, author, entries, ops }: Batch): Promise<Step> {
    const { vault } = this.options;
    const body = JSON.stringify(vault ? { format: 2, ...(author ? { author } : {}), ops } : { ops });
    if (body !== this.last.body) this.last = { body, key: newId() };
    const headers = { 'content-type': 'application/json', 'idempotency-key': this.last.key, 'x-csrftoken': this.options.token.value };
    const stop = new AbortController();
    this.hanging = stop;
    const answer = await ask(this.options.fetch, `/api/v1/sheets/${sheet}/ops`, { method: 'POST', body, headers }, stop);
    if (answer.kind === 'problem') return this.refused(sheet, entries, answer.problem, answer.retryAfter);
    const results = answer.kind === 'ok' ? asResults(answer.body, ops) : null;
    if (answer.kind === 'none' || results === null) return this.unanswered();
    // Whatever is not signed by our server is no answer, however much it looks like one.
    for (const result of vault ? results : []) if (!(await vault?.isGenuine(result))) return this.unanswered();
    this.failures = 0;
    this.renewed = false;
    this.setNet('connected');
    const moved = asSheet(member(answer.body, 'sheet'), sheet);
    if (moved?.device) this.device = moved.device;
    const step = await this.settle(entries, results);
    if (moved) this.options.onSheet(moved);
    return step;
  }

  private async settle(entries: readonly Entry[], results: readonly OpResult[]): Promise<Step> {
    const { outbox, onRecorded } = this.options;
    const receipts: Receipt[] = [];
    const gaps: Entry[] = [];
    let expected = 0;
    for (const [index, entry] of entries.entries()) {
      const result = results[index];
      if (!result) continue;
      if (result.status === 'gap') {
        expected ||= result.expected_seq ?? 1;
        gaps.push(entry);
      } else if (result.status === 'applied' || result.status === 'same') {
        const receipt = receiptOf(entry, result);
        receipts.push(receipt);
        await outbox.recorded(entry, receipt);
      } else await outbox.answered(entry, answerOf(result));
    }
    if (receipts.length) onRecorded(receipts);
    if (!gaps.length) {
      this.gaps = 0;
      return 'go on';
    }
    this.gaps += 1;
    const { vault } = this.options;
    if (vault) {
      if (await vault.refresh()) return 'later';
      this.device = vault.device ?? this.device;
      await outbox.unchain(this.device);
    } else {
      await outbox.renumber(gaps, this.device.id, expected);
      this.device = { ...this.device, last_seq: expected - 1 };
    }
    return this.gaps > MOST_GAPS ? 'later' : 'go on';
  }

  /** The server refused the batch as a whole: nothing of it was applied, nothing of it is dropped. */
  private async refused(sheet: string, entries: readonly Entry[], problem: Problem, wait: number | null): Promise<Step> {
    if (problem.code === 'form_expired' && !this.renewed) {
      this.renewed = await this.options.token.renew();
      if (this.renewed) return 'go on';
    }
    if (problem.status === 401 || problem.code === 'form_expired') {
      this.needs(problem.status === 401 ? 'sign_in' : 'reload');
      return 'stop';
    }
    if (problem.code === 'device_revoked') {
      this.setNet('revoked');
      return 'stop';
    }
    this.setNet('connected');
    if (NO_ENTRY.includes(problem.status) && sheet) {
      this.stopped.value = new Map(this.stopped.peek()).set(sheet, problem);
      return 'go on';
    }
    if (BAD_BATCH.includes(problem.status) && sheet) {
      const [only] = entries;
      if (entries.length > 1 || !only) this.most = 1;
      else await this.options.outbox.answered(only, { status: 'refused', code: problem.code, title: problem.title });
      return 'go on';
    }
    this.failures += 1;
    if (wait === null) return 'later';
    this.kick(wait * 1000 + this.random() * FIRST_DELAY_MS);
    return 'stop';
  }

  private unanswered(): Step {
    this.failures += 1;
    this.setNet('offline');
    return 'later';
  }

  private delay(): number {
    return this.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures);
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }

  private setNet(state: Net['state']): void {
    if (this.net.peek().state !== state) this.net.value = { state, since: Date.now() };
  }
}

/** Return the next changes for one sheet, oldest first; of one register only the first, the next waits for its answer. */
function nextBatch(entries: readonly Entry[], stopped: ReadonlyMap<string, Problem>, most: number): Entry[] {
  const waiting = entries.filter((entry) => entry.status === 'waiting' && !stopped.has(entry.sheet));
  const sheet = waiting[0]?.sheet;
  const registers = new Set<string>();
  const firsts = waiting.filter((entry) => {
    const fresh = entry.sheet === sheet && !registers.has(entry.aspect);
    registers.add(entry.aspect);
    return fresh;
  });
  return firsts.slice(0, most);
}

/**
 * Return the next changes of one judge for one sheet in the order of the device's history: those that have a number
 * stand first, then those of the judge who is signed in, then those of the judges who have gone.
 */
function nextInLine(entries: readonly Entry[], { account, device, stopped, most }: Line): Entry[] {
  const placeOf = (entry: Entry): number => (entry.device === device && entry.prev !== null ? (entry.seq ?? Infinity) : Infinity);
  const rank = (entry: Entry): number[] => [placeOf(entry), entry.account === account ? 0 : 1, entry.order];
  const line = entries.filter((entry) => !stopped.has(entry.sheet)).sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    const at = first.findIndex((each, index) => each !== second[index]);
    return at < 0 ? 0 : (first[at] ?? 0) - (second[at] ?? 0);
  });
  const batch: Entry[] = [];
  for (const entry of line.slice(0, most)) {
    const head = batch[0] ?? entry;
    // Without a hole: what is not for the same sheet and judge ends the batch.
    if (entry.sheet !== head.sheet || entry.account !== head.account) break;
    batch.push(entry);
  }
  return batch;
}

function receiptOf(entry: Entry, result: OpResult): Receipt {
  const { account, sheet, aspect, op_id } = entry;
  return { account, sheet, aspect, op_id, code: result.receipt ?? '', at: result.server_time, version: result.version };
}

function answerOf(result: OpResult): Pick<Entry, 'status' | 'code' | 'title' | 'current'> {
  return {
    status: result.status as 'conflict' | 'held' | 'refused',
    code: result.problem?.code ?? '',
    title: result.problem?.title ?? '',
    ...(result.current ? { current: result.current } : {}),
  };
}
