import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { boardHash } from '../../../static/js/board/document';
import { Live, type LiveSocket, type Status } from '../../../static/js/board/live';
import type { BoardDocument, Json, Patch, Row } from '../../../static/js/board/types';

const BOARD = 'b'.repeat(32);

function body(total: string): { kind: string; rows: Row[] } {
  return { kind: 'trade', rows: [{ id: 'a', total }] };
}

function documentAt(revision: number, board = BOARD): BoardDocument {
  const whole = body(`${revision}.00`);
  return { board, revision, at: revision, hash: boardHash(whole), body: whole };
}

function patchTo(from: number, to: number): Patch {
  const rows: Row[] = [{ id: 'a', total: `${to}.00` }];
  return { board: BOARD, from, to, at: to, hash: documentAt(to).hash, rows, gone: [] };
}

/** A socket whose other end is the test. */
class FakeSocket implements LiveSocket {
  connected = false;
  readonly sent: [string, object][] = [];
  private readonly handlers = new Map<string, ((payload: never) => void)[]>();

  on(event: string, handler: (payload: never) => void): void {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
  }

  emit(event: string, payload: object): void {
    this.sent.push([event, payload]);
  }

  disconnect(): void {
    this.connected = false;
  }

  receive(event: string, payload?: unknown): void {
    if (event === 'connect') this.connected = true;
    if (event === 'disconnect') this.connected = false;
    for (const handler of this.handlers.get(event) ?? []) handler(payload as never);
  }
}

/** A page that watches one board. */
class Page {
  readonly socket = new FakeSocket();
  readonly revisions: number[] = [];
  readonly patched: boolean[] = [];
  readonly statuses: Status[] = [];
  readonly asked: string[] = [];
  answer: (address: string) => Response | Promise<Response> = () => new Response('', { status: 503 });
  body: unknown;
  readonly live = new Live({
    socket: () => this.socket,
    fetch: async (address) => {
      this.asked.push(address);
      return this.answer(address);
    },
    random: () => 0.5,
  });

  watch(initial: BoardDocument | null): () => void {
    return this.live.watch(
      BOARD,
      initial,
      (document, patch) => {
        this.revisions.push(document.revision);
        this.patched.push(patch !== null);
        this.body = document.body;
      },
      (status) => this.statuses.push(status),
    );
  }
}

const json = (value: unknown): Response => new Response(JSON.stringify(value), { status: 200 });

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('with a socket', () => {
  it('asks from the revision that the page was rendered with', () => {
    page.watch(documentAt(4));
    page.socket.receive('connect');
    expect(page.socket.sent).toEqual([['watch', { board: BOARD, revision: 4 }]]);
    expect(page.statuses).toEqual(['live']);
  });

  it('applies patches in order and tells both board and patch', () => {
    page.watch(documentAt(4));
    page.socket.receive('connect');
    page.socket.receive('patch', patchTo(4, 5));
    page.socket.receive('patch', patchTo(5, 9));
    expect(page.revisions).toEqual([5, 9]);
    expect(page.patched).toEqual([true, true]);
    expect(page.body).toEqual(body('9.00'));
    expect(page.asked).toEqual([]);
  });

  it('leaves what it has already alone', () => {
    page.watch(documentAt(4));
    page.socket.receive('connect');
    page.socket.receive('document', documentAt(4));
    page.socket.receive('patch', patchTo(2, 4));
    expect(page.revisions).toEqual([]);
  });

  it('fetches what it missed when a patch starts later', async () => {
    page.answer = () => json({ patches: [patchTo(4, 5), patchTo(5, 7)] });
    page.watch(documentAt(4));
    page.socket.receive('connect');
    page.socket.receive('patch', patchTo(6, 7));
    await vi.advanceTimersByTimeAsync(1000);
    expect(page.asked).toEqual([`/b/${BOARD}?after=4`]);
    expect(page.revisions).toEqual([5, 7]);
  });

  it('fetches the whole board when the hash differs', async () => {
    page.answer = () => json(documentAt(5));
    page.watch(documentAt(4));
    page.socket.receive('connect');
    page.socket.receive('patch', { ...patchTo(4, 5), hash: 'f'.repeat(32) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(page.asked).toEqual([`/b/${BOARD}`]);
    expect(page.body).toEqual(body('5.00'));
  });

  it('does not show a document that is not whole', async () => {
    page.answer = () => json(documentAt(5));
    page.watch(null);
    page.socket.receive('connect');
    page.socket.receive('document', { ...documentAt(5), body: body('6.00') });
    expect(page.revisions).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(page.body).toEqual(body('5.00'));
  });

  it('asks again after every reconnection, from what it has then', () => {
    page.watch(documentAt(4));
    page.socket.receive('connect');
    page.socket.receive('patch', patchTo(4, 5));
    page.socket.receive('disconnect');
    page.socket.receive('connect');
    expect(page.socket.sent.at(-1)).toEqual(['watch', { board: BOARD, revision: 5 }]);
  });

  it('looks now and then for what no event told', async () => {
    page.watch(documentAt(4));
    page.socket.receive('connect');
    await vi.advanceTimersByTimeAsync(61_000);
    expect(page.socket.sent).toHaveLength(2);
  });

  it('says that a board is gone and asks later whether it came back', async () => {
    page.watch(null);
    page.socket.receive('connect');
    page.socket.receive('gone', { board: BOARD });
    expect(page.statuses.at(-1)).toBe('gone');
    await vi.advanceTimersByTimeAsync(46_000);
    expect(page.socket.sent).toHaveLength(2);
    page.socket.receive('document', documentAt(1));
    expect(page.statuses.at(-1)).toBe('live');
    expect(page.revisions).toEqual([1]);
  });

  it('keeps boards apart and hangs up after the last one', () => {
    const other = 'c'.repeat(32);
    const seen: string[] = [];
    const stop = page.watch(documentAt(4));
    const stopOther = page.live.watch(other, null, (document) => seen.push(document.board), () => undefined);
    page.socket.receive('connect');
    page.socket.receive('document', documentAt(2, other));
    expect(seen).toEqual([other]);
    expect(page.revisions).toEqual([]);
    stop();
    expect(page.socket.sent.at(-1)).toEqual(['unwatch', { board: BOARD }]);
    expect(page.socket.connected).toBe(true);
    stopOther();
    expect(page.socket.connected).toBe(false);
  });
});

describe('where sockets are blocked', () => {
  it('asks for JSON every few seconds', async () => {
    let revision = 4;
    page.answer = (address) => {
      const after = Number(address.split('after=')[1]);
      revision += 1;
      return json({ patches: [patchTo(after, revision)] });
    };
    page.watch(documentAt(4));
    await vi.advanceTimersByTimeAsync(4_100);
    expect(page.statuses).toEqual(['polling']);
    expect(page.revisions).toEqual([5]);
    await vi.advanceTimersByTimeAsync(8_100);
    expect(page.revisions).toEqual([5, 6, 7]);
  });

  it('asks less often while nobody answers, and says so', async () => {
    page.watch(documentAt(4));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(page.statuses).toEqual(['offline']);
    expect(page.asked.length).toBeGreaterThan(3);
    expect(page.asked.length).toBeLessThan(12);
  });

  it('goes back to the socket when it opens', async () => {
    page.answer = () => json({ patches: [] as Json[] });
    page.watch(documentAt(4));
    await vi.advanceTimersByTimeAsync(5_000);
    page.socket.receive('connect');
    const asked = page.asked.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(page.statuses).toEqual(['polling', 'live']);
    expect(page.asked).toHaveLength(asked);
  });

  it('stops when told to', async () => {
    const stop = page.watch(documentAt(4));
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.asked).toEqual([]);
  });
});
