// Sending: one batch at a time, in order, until the server has answered every change; no answer means again, later.
import { signal } from '@preact/signals';
import { ask, asResults, asSheet, member } from './answers';
import type { Fetch } from './answers';
import { newId } from './ids';
import { toOp } from './outbox';
import type { Entry, Outbox, Receipt } from './outbox';
import type { OpResult, Problem, Sheet } from './types';

/** offline: no answer since then. sign_in: the session is over. reload: the page is too old to be believed. */
export interface Net {
  readonly state: 'connected' | 'offline' | 'sign_in' | 'reload';
  readonly since: number;
}

export interface SenderOptions {
  readonly outbox: Outbox;
  readonly fetch: Fetch;
  /** The token that our forms carry, "" where the page has none. */
  readonly token: string;
  readonly device: Sheet['device'];
  /** Called with every sheet that an answer brings. */
  readonly onSheet: (sheet: Sheet) => void;
  /** Called after the outbox has changed. */
  readonly onChange: () => Promise<void>;
  /** Called with what one batch got recorded. */
  readonly onRecorded: (receipts: readonly Receipt[]) => void;
  readonly random?: () => number;
}

type Step = 'go on' | 'later' | 'stop';

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
  private device: Sheet['device'];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private again = false;
  private failures = 0;
  private gaps = 0;
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
      while (step === 'go on') step = await this.next();
      if (step === 'later') this.kick(this.delay());
    } finally {
      this.running = false;
      if (this.again) this.kick();
      this.again = false;
    }
  }

  private async next(): Promise<Step> {
    const batch = nextBatch(await this.options.outbox.entries(), this.stopped.peek(), this.most);
    const first = batch[0];
    if (!first) {
      this.most = MOST_OPS;
      return 'stop';
    }
    const entries = await this.options.outbox.number(batch, this.device.id, this.device.last_seq);
    this.sending.value = new Set(entries.map((entry) => entry.op_id));
    try {
      return await this.send(first.sheet, entries);
    } finally {
      await this.options.onChange();
      this.sending.value = new Set();
    }
  }

  private async send(sheet: string, entries: readonly Entry[]): Promise<Step> {
    const ops = entries.map(toOp);
    const body = JSON.stringify({ ops });
    if (body !== this.last.body) this.last = { body, key: newId() };
    const headers = { 'content-type': 'application/json', 'idempotency-key': this.last.key, 'x-csrftoken': this.options.token };
    const stop = new AbortController();
    this.hanging = stop;
    const answer = await ask(this.options.fetch, `/api/v1/sheets/${sheet}/ops`, { method: 'POST', body, headers }, stop);
    if (answer.kind === 'problem') return this.refused(sheet, entries, answer.problem, answer.retryAfter);
    const results = answer.kind === 'ok' ? asResults(answer.body, ops) : null;
    if (answer.kind === 'none' || results === null) return this.unanswered();
    this.failures = 0;
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
    await outbox.renumber(gaps, this.device.id, expected);
    this.device = { id: this.device.id, last_seq: expected - 1 };
    this.gaps += 1;
    return this.gaps > MOST_GAPS ? 'later' : 'go on';
  }

  /** The server refused the batch as a whole: nothing of it was applied, nothing of it is dropped. */
  private async refused(sheet: string, entries: readonly Entry[], problem: Problem, wait: number | null): Promise<Step> {
    if (problem.status === 401 || problem.code === 'form_expired') {
      this.needs(problem.status === 401 ? 'sign_in' : 'reload');
      return 'stop';
    }
    this.setNet('connected');
    if (NO_ENTRY.includes(problem.status)) {
      this.stopped.value = new Map(this.stopped.peek()).set(sheet, problem);
      return 'go on';
    }
    if (BAD_BATCH.includes(problem.status)) {
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
