// The words of a scheme beside another language: what there is to translate, how far each language is, and what is not saved.
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { SchemeDocument, Text } from './document';
import { hasWords, SCORES, withWords } from './document';

/** One text. head: whether it is the first of its row. max: of an aspect, to be read only. */
export interface Item {
  readonly key: string;
  readonly row: string;
  readonly cell: string;
  readonly code: string;
  readonly kind: 'section' | 'criterion' | 'sub' | 'aspect';
  readonly head: boolean;
  readonly max: string;
  readonly type: string;
  readonly text: Signal<Text>;
}

/** A change that the server has not taken yet. was: what stood there when it was begun. */
export interface Change {
  readonly row: string;
  readonly cell: string;
  readonly language: string;
  readonly text: string;
  readonly was: string;
}

/** theirs: how the text reads on the server; null where its row is gone. */
export interface Clash {
  readonly change: Change;
  readonly theirs: string | null;
}

export type WordsState = 'saved' | 'waiting' | 'sending' | 'network' | 'signin' | 'refused';

export interface WordsSetup {
  readonly document: SchemeDocument;
  /** The event's own language: in it the names of choices stand without one. */
  readonly own: string;
  /** The released version whose words these are, null for the draft. */
  readonly version: string | null;
  readonly fetch: typeof fetch;
  readonly address: string;
  readonly token: string;
  readonly storage: Storage | null;
  readonly storageKey: string;
}

const SETTLE_MS = 1500;
const RETRY_MS = 8000;
const MOST_AT_ONCE = 300;

export class WordsModel {
  readonly items: readonly Item[];
  readonly state: Signal<WordsState> = signal('saved');
  readonly problem = signal('');
  readonly savedAt: Signal<number | null> = signal(null);
  readonly pending: Signal<ReadonlyMap<string, Change>> = signal(new Map());
  readonly clashes: Signal<ReadonlyMap<string, Clash>> = signal(new Map());
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly setup: WordsSetup;

  constructor(setup: WordsSetup) {
    this.setup = setup;
    this.items = itemsOf(setup.document, setup.own);
    this.bringBack();
  }

  /** How much of what is written in any language is written in this one: done, of how many. */
  progress(language: string): ReadonlySignal<readonly [number, number]> {
    return computed(() => {
      const written = this.items.filter((item) => hasWords(item.text.value));
      return [written.filter((item) => item.text.value[language]?.trim()).length, written.length];
    });
  }

  /** Put a text in; it is sent after a pause. */
  put(item: Item, language: string, typed: string): void {
    const text = typed.trim();
    const now = item.text.peek()[language] ?? '';
    if (text === now) return;
    item.text.value = withWords(item.text.peek(), language, text);
    const key = `${item.key} ${language}`;
    const { row, cell } = item;
    const was = this.pending.peek().get(key)?.was ?? now;
    const next = new Map(this.pending.peek());
    if (text === was) next.delete(key);
    else next.set(key, { row, cell, language, text, was });
    this.pending.value = next;
    this.keep();
    if (this.state.peek() !== 'sending') this.later(SETTLE_MS);
  }

  /** Send what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.state.peek() === 'sending') return;
    const batch = [...this.pending.peek()].filter(([key]) => !this.clashes.peek().has(key)).slice(0, MOST_AT_ONCE);
    if (batch.length === 0) {
      this.state.value = 'saved';
      return;
    }
    this.state.value = 'sending';
    const answer = await this.send(batch.map(([, change]) => change));
    if (answer === null || answer.status >= 500) return this.failed('network');
    if (!answer.ok) {
      this.problem.value = await titleOf(answer);
      return this.failed(answer.status === 401 ? 'signin' : 'refused');
    }
    this.took(batch, (await answer.json()) as Written);
  }

  /** Settle a text that somebody else has written meanwhile. */
  settle(key: string, mine: boolean): void {
    const clash = this.clashes.peek().get(key);
    if (!clash) return;
    const { change, theirs } = clash;
    const clashes = new Map(this.clashes.peek());
    clashes.delete(key);
    this.clashes.value = clashes;
    const pending = new Map(this.pending.peek());
    if (mine && theirs !== null) pending.set(key, { ...change, was: theirs });
    else pending.delete(key);
    this.pending.value = pending;
    const item = this.items.find((each) => `${each.key} ${change.language}` === key);
    if (!mine && item) item.text.value = withWords(item.text.peek(), change.language, theirs ?? '');
    this.keep();
    void this.flush();
  }

  private took(batch: readonly (readonly [string, Change])[], { conflicts }: Written): void {
    const pending = new Map(this.pending.peek());
    const clashes = new Map(this.clashes.peek());
    for (const [key, sent] of batch) {
      const clash = conflicts.find((each) => each.row === sent.row && each.cell === sent.cell && each.language === sent.language);
      const now = pending.get(key);
      if (clash) clashes.set(key, { change: now ?? sent, theirs: clash.text });
      // What was typed while this was on its way follows what the server has now.
      else if (now && now.text !== sent.text) pending.set(key, { ...now, was: sent.text });
      else pending.delete(key);
    }
    this.pending.value = pending;
    this.clashes.value = clashes;
    this.problem.value = '';
    this.savedAt.value = Date.now();
    this.state.value = pending.size > clashes.size ? 'waiting' : 'saved';
    this.keep();
    if (this.state.peek() === 'waiting') this.later(SETTLE_MS);
  }

  private failed(state: WordsState): void {
    this.state.value = state;
    this.keep();
    if (state === 'network') this.later(RETRY_MS);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    if (this.state.peek() === 'saved') this.state.value = 'waiting';
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async send(changes: readonly Change[]): Promise<Response | null> {
    const { fetch: send, address, token, version } = this.setup;
    const headers = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': token };
    try {
      return await send(address, { method: 'POST', headers, body: JSON.stringify({ version, changes }) });
    } catch {
      return null;
    }
  }

  private keep(): void {
    const { storage, storageKey } = this.setup;
    try {
      if (this.pending.peek().size === 0) storage?.removeItem(storageKey);
      else storage?.setItem(storageKey, JSON.stringify([...this.pending.peek()]));
    } catch {
      // A full or forbidden storage: the page itself still has the words and goes on sending.
    }
  }

  private bringBack(): void {
    const { storage, storageKey } = this.setup;
    let kept: [string, Change][] = [];
    try {
      kept = JSON.parse(storage?.getItem(storageKey) ?? '[]') as [string, Change][];
    } catch {
      return; // what cannot be read was not written by this page
    }
    if (kept.length === 0) return;
    const byKey = new Map(this.items.map((item) => [item.key, item]));
    const found = kept.filter(([, change]) => byKey.has(keyOf(change.row, change.cell)));
    for (const [, { row, cell, language, text }] of found) {
      const item = byKey.get(keyOf(row, cell));
      if (item) item.text.value = withWords(item.text.peek(), language, text);
    }
    this.pending.value = new Map(found);
    this.later(0);
  }
}

interface Written {
  readonly written: number;
  readonly conflicts: readonly { readonly row: string; readonly cell: string; readonly language: string; readonly text: string | null }[];
}

function keyOf(row: string, cell: string): string {
  return `${row} ${cell}`;
}

/** Return every text of a scheme in its order; those that may be left out only where some language has them. */
export function itemsOf(document: SchemeDocument, own: string): readonly Item[] {
  const items: Item[] = [];
  type Row = Pick<Item, 'row' | 'code' | 'kind' | 'max' | 'type'>;
  const add = (row: Row, cell: string, text: Text | null, needed: boolean): void => {
    if (!needed && !hasWords(text)) return;
    const head = items.at(-1)?.row !== row.row;
    items.push({ ...row, cell, key: keyOf(row.row, cell), head, text: signal(text ?? {}) });
  };
  const rowOf = (id: string, code: string, kind: Item['kind'], max = '', type = ''): Row => ({ row: id, code, kind, max, type });
  for (const criterion of document.criteria) {
    add(rowOf(criterion.id, criterion.code, 'criterion'), 'name', criterion.name, true);
    for (const sub of criterion.sub_criteria) {
      add(rowOf(sub.id, sub.code, 'sub'), 'name', sub.name, true);
      for (const aspect of sub.aspects) {
        const row = rowOf(aspect.id, aspect.code, 'aspect', aspect.max, aspect.type);
        add(row, 'description', aspect.description, true);
        add(row, 'extra', aspect.extra, false);
        add(row, 'requirement', aspect.requirement, false);
        if (aspect.type === 'J') for (const score of SCORES) add(row, `descriptors.${score}`, aspect.descriptors[score] ?? null, false);
        labelsOf(aspect.calculation?.parameters ?? {}, own).forEach((label, at) => add(row, `choices.${at + 1}`, label, false));
      }
    }
  }
  for (const section of document.sections) add(rowOf(section.id, section.code, 'section'), 'name', section.name, true);
  return items;
}

/** Return the names of the choices of a calculation, in their order. */
export function labelsOf(parameters: Readonly<Record<string, string>>, own: string): readonly Text[] {
  const labels: Text[] = [];
  while (`CHOICE${labels.length + 1}_DEDUCTION` in parameters) {
    const choice = new RegExp(`^CHOICE${labels.length + 1}_(?:([A-Z_]+)_)?LABEL$`);
    const found = Object.entries(parameters).flatMap(([key, text]): [string, string][] => {
      const named = choice.exec(key);
      return named ? [[named[1]?.toLowerCase().replaceAll('_', '-') ?? own, text]] : [];
    });
    labels.push(Object.fromEntries(found));
  }
  return labels;
}

async function titleOf(answer: Response): Promise<string> {
  try {
    return ((await answer.json()) as { title: string }).title;
  } catch {
    return '';
  }
}
