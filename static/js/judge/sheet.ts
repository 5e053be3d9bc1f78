// The sheet as the judge sees it: what the server has, what waits on this tablet, what is being typed.
import { computed, signal } from '@preact/signals';
import { t } from '../i18n';
import { equal, readNumber, shown } from './fields';
import type { Entry, Outbox, Receipt } from './outbox';
import { Refusal } from './refusal';
import type { Sender } from './sync';
import type { Aspect, Sheet, Value } from './types';

export type CellState =
  | 'typing'
  | 'tablet'
  | 'sending'
  | 'recorded'
  | 'conflict'
  | 'held'
  | 'refused'
  | 'invalid'
  | 'missing'
  | 'locked';

/** One aspect with everything its field shows. typed: text of a number field that is not a kept value (yet). */
export interface Cell {
  readonly aspect: Aspect;
  readonly state: CellState;
  readonly value: Value | null;
  readonly entry: Entry | null;
  readonly receipt: Receipt | null;
  readonly typed: string | null;
  readonly refusal: Refusal | null;
  /** May this judge change the value now? */
  readonly open: boolean;
}

interface Typed {
  readonly text: string;
  readonly refusal: Refusal | null;
}

/** How long a further tap may still replace a change before it is sent. */
const SETTLE_MS = 600;

export class SheetModel {
  readonly sheet;
  readonly entries = signal<readonly Entry[]>([]);
  readonly receipts = signal<ReadonlyMap<string, Receipt>>(new Map());
  readonly typed = signal<ReadonlyMap<string, Typed>>(new Map());
  /** Set when the tablet could not keep a change. */
  readonly unkept = signal(false);
  /** Set when the tablet was without a network for longer than its lease. */
  readonly leaseOver = signal(false);
  readonly cells;
  readonly waiting;
  private readonly account: string;
  private readonly outbox: Outbox;
  private readonly sender: Sender;
  private readonly mayEnter: () => boolean;
  private reading: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  constructor(first: Sheet, account: string, outbox: Outbox, sender: Sender, mayEnter: () => boolean = () => true) {
    this.sheet = signal(first);
    this.account = account;
    this.outbox = outbox;
    this.sender = sender;
    this.mayEnter = mayEnter;
    let former: ReadonlyMap<string, Cell> = new Map();
    this.cells = computed(() => {
      // A cell that says what it said before stays the same object, so that only what changed is drawn again.
      const cells = this.sheet.value.aspects.map((aspect) => keptCell(former.get(aspect.id), this.cell(aspect)));
      former = new Map(cells.map((cell) => [cell.aspect.id, cell]));
      return cells;
    });
    this.waiting = computed(() => this.entries.value.filter((entry) => entry.status === 'waiting').length);
  }

  /** Read what the tablet holds; who asks while it is being read waits for one more reading. */
  load(): Promise<void> {
    this.next ??= this.reading.catch(() => undefined).then(() => {
      this.next = null;
      this.reading = this.read();
      return this.reading;
    });
    return this.next;
  }

  private async read(): Promise<void> {
    const { id } = this.sheet.peek();
    this.entries.value = await this.outbox.entries();
    this.receipts.value = new Map((await this.outbox.receipts(id)).map((receipt) => [receipt.aspect, receipt]));
  }

  /** Take a newer sheet from the server; an older one that was overtaken is left. */
  accept(next: Sheet): void {
    if (next.id !== this.sheet.peek().id || next.revision < this.sheet.peek().revision) return;
    this.sheet.value = next;
    for (const held of next.held) {
      const entry = this.entries.peek().find((each) => each.op_id === held.op_id && each.status === 'held');
      if (!entry || held.decision === null) continue;
      if (held.decision === 'accepted') void this.drop(entry);
      else void this.outbox.answered(entry, { status: 'refused', code: 'held_declined', title: declined(held.note) }).then(() => this.load());
    }
    for (const entry of this.entries.peek()) {
      const own = next.aspects.find((aspect) => aspect.id === entry.aspect && entry.sheet === next.id)?.own;
      if (entry.status === 'held' && own && equal(own.value, entry.value)) void this.drop(entry);
    }
    if (next.state === 'locked') void this.outbox.forget(next.id).then(() => this.load());
  }

  /** Enter a value, or null to clear the field: kept on the tablet at once, then sent. */
  async enter(asked: Aspect, value: Value | null, base?: number): Promise<void> {
    const aspect = this.now(asked);
    this.leaseOver.value = !this.mayEnter();
    if (this.leaseOver.peek()) return;
    this.forgetTyped(aspect.id);
    const { id: sheet, epoch, scheme_version } = this.sheet.peek();
    const typed = shown(aspect, value);
    const client_time = new Date().toISOString();
    const base_version = base ?? aspect.own.version;
    const draft = { account: this.account, sheet, aspect: aspect.id, value, typed, base_version, epoch, scheme_version, client_time };
    try {
      const entry = await this.outbox.add(draft);
      this.entries.value = [...this.entries.peek().filter((other) => !replaced(other, entry)), entry];
      this.unkept.value = false;
      this.sender.kick(SETTLE_MS);
    } catch {
      this.unkept.value = true;
    }
    await this.load().catch(() => undefined);
  }

  /** Note what is being typed into a number field; nothing is kept yet. */
  type(aspect: Aspect, text: string): void {
    this.typed.value = new Map(this.typed.peek()).set(aspect.id, { text, refusal: null });
  }

  /** Enter what was typed, or keep it in the field with the reason why it is refused. Returns whether all is well. */
  async commit(asked: Aspect): Promise<boolean> {
    const aspect = this.now(asked);
    const typed = this.typed.peek().get(aspect.id);
    if (!typed) return true;
    if (!typed.text.trim()) {
      this.forgetTyped(aspect.id);
      if (this.cell(aspect).value !== null) await this.enter(aspect, null);
      return true;
    }
    try {
      const value = readNumber(aspect, typed.text);
      if (equal(value, this.cell(aspect).value)) this.forgetTyped(aspect.id);
      else await this.enter(aspect, value);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.typed.value = new Map(this.typed.peek()).set(aspect.id, { text: typed.text, refusal: error });
      return false;
    }
  }

  /** Enter whatever is being typed anywhere: the page may be gone in a moment. */
  async commitAll(): Promise<void> {
    for (const { aspect, typed, refusal } of this.cells.peek()) if (typed !== null && !refusal) await this.commit(aspect);
  }

  /** Settle a conflict: keep this tablet's value as a new change, or what the server has. */
  async choose(cell: Cell, keep: 'mine' | 'theirs'): Promise<void> {
    const { entry, aspect } = cell;
    if (!entry?.current) return;
    if (keep === 'mine') await this.enter(aspect, entry.value, entry.current.version);
    else await this.drop(entry);
  }

  /** Put away what was answered, once the judge has read it. */
  async drop(entry: Entry): Promise<void> {
    await this.outbox.drop(entry);
    await this.load();
  }

  /** Return the aspect as the newest sheet has it. */
  private now(asked: Aspect): Aspect {
    return this.sheet.peek().aspects.find((aspect) => aspect.id === asked.id) ?? asked;
  }

  private cell(aspect: Aspect): Cell {
    const sheet = this.sheet.value;
    const entry = this.entries.value.findLast((each) => each.sheet === sheet.id && each.aspect === aspect.id) ?? null;
    const typed = this.typed.value.get(aspect.id) ?? null;
    const value = entry ? entry.value : aspect.own.value;
    const kept = this.receipts.value.get(aspect.id) ?? null;
    const open = sheet.may.enter && aspect.scores === null;
    return {
      aspect,
      state: this.state(aspect, entry, typed, value),
      value,
      entry,
      receipt: kept && kept.version === aspect.own.version ? kept : null,
      typed: typed?.text ?? null,
      refusal: typed?.refusal ?? null,
      open,
    };
  }

  private state(aspect: Aspect, entry: Entry | null, typed: Typed | null, value: Value | null): CellState {
    if (typed) return typed.refusal ? 'invalid' : 'typing';
    if (entry && entry.status !== 'waiting') return entry.status;
    if (entry) return this.sender.sending.value.has(entry.op_id) ? 'sending' : 'tablet';
    if (this.sheet.value.state === 'locked') return 'locked';
    return value === null && aspect.scores === null ? 'missing' : 'recorded';
  }

  private forgetTyped(aspect: string): void {
    const left = new Map(this.typed.peek());
    left.delete(aspect);
    this.typed.value = left;
  }
}

/** Return the former cell where the new one says the same. */
function keptCell(former: Cell | undefined, next: Cell): Cell {
  const is_same =
    former !== undefined &&
    former.aspect === next.aspect &&
    former.state === next.state &&
    former.typed === next.typed &&
    former.refusal === next.refusal &&
    former.open === next.open &&
    former.entry?.op_id === next.entry?.op_id &&
    former.entry?.title === next.entry?.title &&
    former.entry?.current?.version === next.entry?.current?.version &&
    former.receipt?.op_id === next.receipt?.op_id &&
    equal(former.value, next.value);
  return is_same ? former : next;
}

function declined(note: string): string {
  return note ? t('The chief judge did not accept this: “%(note)s”', { note }) : t('The chief judge did not accept this.');
}

function replaced(entry: Entry, by: Entry): boolean {
  return entry.sheet === by.sheet && entry.aspect === by.aspect && (entry.status !== 'waiting' || entry.seq === null);
}
