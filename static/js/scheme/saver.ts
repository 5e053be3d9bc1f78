// Saves the draft by itself, keeps in the browser what is not saved yet, and brings in what others save meanwhile.
import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Problem } from '../judge/types';
import type { SchemeDocument } from './document';
import type { Keeper } from './keep';
import { mergeDrafts, withTheirs } from './merge';
import type { Conflict } from './merge';
import type { SchemeModel } from './model';
import { equal } from './model';
import { inRowsOf, rowsChanged } from './rebase';

/**
 * saved: the server has all of it. waiting, sending: on the way. network: no answer. signin: signed out.
 * refused: the server does not take it. choosing: another person wrote into the same cells.
 */
export type SaveState = 'saved' | 'waiting' | 'sending' | 'network' | 'signin' | 'refused' | 'choosing';

/** A draft as the server answers it. document: null in the answer to one's own. */
export interface ServerDraft {
  readonly revision: number;
  readonly base: string;
  readonly document: SchemeDocument | null;
  readonly at: string | null;
  readonly by: string;
  readonly mine: boolean;
}

/** What another person did. rows: how many rows of the draft changed by it. */
export interface News {
  readonly by: string;
  readonly at: string | null;
  readonly rows: number;
  readonly moved: boolean;
}

export interface SaverSetup {
  readonly model: SchemeModel;
  readonly keeper: Keeper;
  readonly first: ServerDraft & { readonly document: SchemeDocument };
  readonly fetch: typeof fetch;
  readonly address: string;
  readonly token: string;
  readonly onNews: (news: News) => void;
}

const SETTLE_MS = 1200;
const RETRY_MS = 8000;
const KEEP_MS = 250;

export class DraftSaver {
  readonly state: Signal<SaveState> = signal('saved');
  /** When the server last took the draft, ISO; null for never. */
  readonly savedAt: Signal<string | null>;
  readonly problem: Signal<string> = signal('');
  readonly conflicts: Signal<readonly Conflict[]> = signal([]);
  readonly other: Signal<News | null> = signal(null);
  /** Whether the person is being asked which of two values stands; they may put that off. */
  readonly asking = signal(false);
  /** False where the browser keeps nothing over a reload. */
  readonly durable = signal(true);
  /** When work of an earlier visit was brought back, ms; null when there was none. */
  readonly restored: Signal<number | null> = signal(null);
  private revision: number;
  private base: string;
  private synced: SchemeDocument;
  private pending: ServerDraft | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly setup: SaverSetup;

  constructor(setup: SaverSetup) {
    this.setup = setup;
    const { first } = setup;
    this.revision = first.revision;
    this.base = first.base;
    this.synced = first.document;
    this.savedAt = signal(first.at);
  }

  /** Bring back what an earlier visit left unsaved, then follow the model. */
  start(): void {
    const { model, keeper } = this.setup;
    const kept = keeper.read();
    if (kept && !equal(kept.mine, kept.synced)) this.bringBack(kept.mine, kept.synced, kept.revision, kept.at);
    else keeper.clear();
    let seen = model.version.peek();
    model.version.subscribe((version) => {
      if (version !== seen) this.touched();
      seen = version;
    });
    if (!equal(model.document.peek(), this.synced)) this.touched();
  }

  get dirty(): boolean {
    return !equal(this.setup.model.document.peek(), this.synced);
  }

  /** Write what is unsaved into the browser now. */
  keep(): void {
    clearTimeout(this.keepTimer);
    const { model, keeper } = this.setup;
    if (!this.dirty) keeper.clear();
    else {
      const kept = { revision: this.revision, base: this.base, synced: this.synced, mine: model.document.peek(), at: Date.now() };
      this.durable.value = keeper.write(kept);
    }
  }

  /** Save now, without waiting for a pause. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.state.peek() === 'sending' || this.state.peek() === 'choosing') return;
    if (!this.dirty) {
      this.state.value = 'saved';
      this.keep();
      return;
    }
    this.state.value = 'sending';
    const sent = this.setup.model.document.peek();
    const answer = await this.ask('PUT', JSON.stringify({ revision: this.revision, base: this.base, document: sent }));
    if (answer === null) return this.unanswered();
    if (answer.ok) return this.took(sent, (await answer.json()) as ServerDraft);
    if (answer.status === 409) return void (await this.look(true));
    await this.refused(answer);
  }

  /** Look whether somebody else has saved, and take it in. */
  async look(always = false): Promise<void> {
    if (!always && this.state.peek() !== 'saved' && this.state.peek() !== 'network') return;
    const answer = await this.ask('GET');
    if (answer === null) return this.unanswered();
    if (answer.status === 204) return this.heard();
    if (!answer.ok) return this.refused(answer);
    this.merge((await answer.json()) as ServerDraft);
  }

  /** Settle the cells that both have written: those in theirs as the other person has them. */
  choose(theirs: readonly Conflict[]): void {
    const { model } = this.setup;
    const { pending } = this;
    if (!pending?.document) return;
    const resolved = withTheirs(model.document.peek(), theirs);
    this.adopt(pending, resolved);
  }

  private merge(found: ServerDraft): void {
    const { model } = this.setup;
    if (!found.document) return;
    const page = model.document.peek();
    const [synced, mine] = found.base === this.base ? [this.synced, page] : inRowsOf(found.document, this.synced, page);
    const { document, conflicts, moved } = mergeDrafts(synced, mine, found.document);
    const news = { by: found.mine ? '' : found.by, at: found.at, rows: rowsChanged(synced, found.document), moved };
    if (conflicts.length === 0) {
      this.adopt(found, document);
      if (news.rows > 0 || moved) this.setup.onNews(news);
      return;
    }
    model.adopt(document);
    this.pending = found;
    this.other.value = news;
    this.conflicts.value = conflicts;
    this.asking.value = true;
    this.state.value = 'choosing';
    this.keep();
  }

  private adopt(found: ServerDraft, document: SchemeDocument): void {
    this.pending = null;
    this.conflicts.value = [];
    this.asking.value = false;
    this.other.value = null;
    this.revision = found.revision;
    this.base = found.base;
    this.synced = found.document ?? this.synced;
    this.savedAt.value = found.at;
    this.setup.model.adopt(document);
    this.state.value = 'waiting';
    void this.flush();
  }

  private took(sent: SchemeDocument, answer: ServerDraft): void {
    this.synced = sent;
    this.revision = answer.revision;
    this.base = answer.base;
    this.savedAt.value = answer.at;
    this.problem.value = '';
    this.state.value = 'saved';
    if (this.dirty) this.touched();
    else this.keep();
  }

  private bringBack(mine: SchemeDocument, synced: SchemeDocument, revision: number, at: number): void {
    const { model, first } = this.setup;
    this.restored.value = at;
    if (revision === first.revision && equal(synced, first.document)) {
      model.adopt(mine);
      return;
    }
    this.synced = synced;
    model.adopt(mine);
    this.merge({ ...first });
  }

  private touched(): void {
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keep(), KEEP_MS);
    if (this.state.peek() === 'choosing' || this.state.peek() === 'sending') return;
    if (this.state.peek() === 'saved') this.state.value = 'waiting';
    this.later(SETTLE_MS);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private heard(): void {
    this.state.value = this.dirty ? 'waiting' : 'saved';
    if (this.dirty) this.later(0);
  }

  private unanswered(): void {
    this.state.value = 'network';
    this.keep();
    this.later(RETRY_MS);
  }

  private async refused(answer: Response): Promise<void> {
    this.keep();
    this.state.value = answer.status === 401 ? 'signin' : answer.status >= 500 ? 'network' : 'refused';
    this.problem.value = await titleOf(answer);
    if (this.state.peek() === 'network') this.later(RETRY_MS);
  }

  private async ask(method: 'GET' | 'PUT', body?: string): Promise<Response | null> {
    const { fetch: send, address, token } = this.setup;
    const query = method === 'GET' ? `?after=${this.revision}` : '';
    const headers = { Accept: 'application/json', 'X-CSRFToken': token, ...(body ? { 'Content-Type': 'application/json' } : {}) };
    try {
      return await send(address + query, { method, headers, ...(body ? { body } : {}) });
    } catch {
      return null;
    }
  }
}

async function titleOf(answer: Response): Promise<string> {
  try {
    return ((await answer.json()) as Problem).title;
  } catch {
    return '';
  }
}
