// Keeps boards up to date: patches by socket, what was missed by revision, plain JSON where sockets are blocked.
import { io } from 'socket.io-client';
import { applyPatch, BoardMismatch, isWhole } from './document';
import type { BoardBody, BoardDocument, Patch } from './types';

/** connecting: not yet; live: by socket; polling: by JSON; offline: neither works; gone: there is no such board. */
export type Status = 'connecting' | 'live' | 'polling' | 'offline' | 'gone';

export type OnChange<Body extends BoardBody = BoardBody> = (document: BoardDocument<Body>, patch: Patch | null) => void;
export type OnStatus = (status: Status) => void;

/** What is used of a Socket.IO client. */
export interface LiveSocket {
  readonly connected: boolean;
  on(event: string, handler: (payload: never) => void): unknown;
  emit(event: string, payload: object): unknown;
  disconnect(): unknown;
}

/** The outside, to be replaced in tests. */
export interface Outside {
  socket(): LiveSocket;
  fetch(address: string): Promise<Response>;
  random(): number;
}

const POLL_MS = 3_000;
const POLL_SPREAD_MS = 2_000;
const REPAIR_SPREAD_MS = 400;
const LOOK_MS = 45_000;
const LOOK_SPREAD_MS = 30_000;
const PATIENCE_MS = 4_000;
const LONGEST_WAIT_MS = 30_000;
/** The revision of a board that turned out to be another one than was published: only the whole document helps. */
const UNSURE = -1;

const browser: Outside = {
  // A connection of its own: the public channel and a private one never share a socket.
  socket: () =>
    io('/live', {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 600,
      reconnectionDelayMax: 10_000,
      randomizationFactor: 0.7,
      timeout: 8_000,
    }) as LiveSocket,
  fetch: (address) => fetch(address, { headers: { Accept: 'application/json' }, credentials: 'omit' }),
  random: () => Math.random(),
};

/** One board on the page. */
class Watched {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private failures = 0;
  private status: Status = 'connecting';
  private stopped = false;

  constructor(
    private readonly live: Live,
    readonly board: string,
    private held: BoardDocument | null,
    private readonly onChange: OnChange,
    private readonly onStatus: OnStatus,
  ) {}

  get wish(): { board: string; revision: number | null } {
    const revision = this.held?.revision ?? UNSURE;
    return { board: this.board, revision: revision === UNSURE ? null : revision };
  }

  /** The socket is up: the server sends what is missing; a look now and then finds what no event told. */
  connected(): void {
    this.say('live');
    this.live.emit('watch', this.wish);
    this.later(this.spread(LOOK_MS, LOOK_SPREAD_MS), () => this.connected());
  }

  /** The socket is down: ask for JSON until it is back. */
  disconnected(wait: number): void {
    this.later(wait, () => void this.ask());
  }

  takeDocument(document: BoardDocument): void {
    if (!isWhole(document)) return this.repair();
    this.failures = 0;
    this.say(this.live.isConnected ? 'live' : 'polling');
    if (this.held?.revision === document.revision && this.held.hash === document.hash) return;
    this.held = document;
    this.onChange(document, null);
  }

  takePatch(patch: Patch): void {
    if (this.held === null || patch.from > this.held.revision) return this.repair();
    if (patch.to <= this.held.revision) return;
    try {
      this.held = applyPatch(this.held, patch);
    } catch (error) {
      if (!(error instanceof BoardMismatch)) throw error;
      if (patch.from === this.held.revision) this.held = { ...this.held, revision: UNSURE };
      return this.repair();
    }
    this.onChange(this.held, patch);
  }

  takeGone(): void {
    this.say('gone');
    this.later(this.spread(LONGEST_WAIT_MS, LONGEST_WAIT_MS), () =>
      this.live.isConnected ? this.live.emit('watch', this.wish) : void this.ask(),
    );
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Fetch what is missing, a little apart from everyone else who misses it too. */
  private repair(): void {
    if (!this.asking) this.later(this.spread(0, REPAIR_SPREAD_MS) + this.penalty(), () => void this.ask());
  }

  private async ask(): Promise<void> {
    if (this.asking || this.stopped) return;
    this.asking = true;
    try {
      await this.fetch();
      this.failures = 0;
    } catch {
      this.failures += 1;
      if (!this.live.isConnected) this.say('offline');
    } finally {
      this.asking = false;
    }
    if (this.stopped || this.status === 'gone') return;
    const wait = this.live.isConnected && this.failures === 0 ? LOOK_MS : POLL_MS + this.penalty();
    this.later(this.spread(wait, POLL_SPREAD_MS), () => (this.live.isConnected ? this.connected() : void this.ask()));
  }

  private async fetch(): Promise<void> {
    const revision = this.held?.revision ?? UNSURE;
    const response = await this.live.fetch(`/b/${this.board}${revision === UNSURE ? '' : `?after=${revision}`}`);
    if (response.status === 404) return this.takeGone();
    if (!response.ok) throw new Error(String(response.status));
    const answer = (await response.json()) as BoardDocument | { patches: Patch[] };
    if (!('patches' in answer)) {
      if (!isWhole(answer)) throw new BoardMismatch('the document is not whole');
      return this.takeDocument(answer);
    }
    this.say(this.live.isConnected ? 'live' : 'polling');
    for (const patch of answer.patches) {
      if (this.held === null || patch.to <= this.held.revision) continue;
      try {
        this.held = applyPatch(this.held, patch);
      } catch (error) {
        this.held = { ...this.held, revision: UNSURE };
        throw error;
      }
      this.onChange(this.held, patch);
    }
  }

  private say(status: Status): void {
    if (this.status === status) return;
    this.status = status;
    this.onStatus(status);
  }

  private later(wait: number, act: () => void): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(act, wait);
  }

  private spread(wait: number, spread: number): number {
    return wait + this.live.random() * spread;
  }

  private penalty(): number {
    return this.failures === 0 ? 0 : Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures);
  }
}

/** All boards of a page over one socket. */
export class Live {
  private socket: LiveSocket | undefined;
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly outside: Outside = browser) {}

  get isConnected(): boolean {
    return this.socket?.connected === true;
  }

  /** Watch a board; `initial` is the document that the page was rendered from. Returns how to stop. */
  watch(board: string, initial: BoardDocument | null, onChange: OnChange, onStatus: OnStatus): () => void {
    this.watched.get(board)?.stop();
    const watched = new Watched(this, board, initial, onChange, onStatus);
    this.watched.set(board, watched);
    this.open();
    if (this.isConnected) watched.connected();
    else watched.disconnected(PATIENCE_MS);
    return () => this.unwatch(watched);
  }

  emit(event: string, payload: object): void {
    this.socket?.emit(event, payload);
  }

  fetch(address: string): Promise<Response> {
    return this.outside.fetch(address);
  }

  random(): number {
    return this.outside.random();
  }

  private unwatch(watched: Watched): void {
    watched.stop();
    if (this.watched.get(watched.board) !== watched) return;
    this.watched.delete(watched.board);
    if (this.isConnected) this.emit('unwatch', { board: watched.board });
    if (this.watched.size > 0) return;
    this.socket?.disconnect();
    this.socket = undefined;
  }

  private open(): void {
    if (this.socket !== undefined) return;
    const socket = this.outside.socket();
    this.socket = socket;
    socket.on('connect', () => this.watched.forEach((each) => each.connected()));
    socket.on('disconnect', () => {
      const wait = PATIENCE_MS + this.random() * POLL_SPREAD_MS;
      this.watched.forEach((each) => each.disconnected(wait));
    });
    socket.on('document', (whole: BoardDocument) => this.watched.get(whole.board)?.takeDocument(whole));
    socket.on('patch', (patch: Patch) => this.watched.get(patch.board)?.takePatch(patch));
    socket.on('gone', (gone: { board: string }) => this.watched.get(gone.board)?.takeGone());
  }
}

const page = new Live();

/** Keep a board of this page up to date, in the shape that the page knows it has; see `Live.watch`. */
export function watchBoard<Body extends BoardBody>(
  board: string,
  initial: BoardDocument<Body> | null,
  onChange: OnChange<Body>,
  onStatus: OnStatus,
): () => void {
  return page.watch(board, initial, onChange as OnChange, onStatus);
}
