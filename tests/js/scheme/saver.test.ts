import { beforeEach, describe, expect, test, vi } from 'vitest';
import { withText } from '../../../static/js/scheme/cells';
import type { CellKey } from '../../../static/js/scheme/cells';
import type { SchemeDocument } from '../../../static/js/scheme/document';
import { keeperOf } from '../../../static/js/scheme/keep';
import { SchemeModel } from '../../../static/js/scheme/model';
import { DraftSaver } from '../../../static/js/scheme/saver';
import type { News, ServerDraft } from '../../../static/js/scheme/saver';
import { DAYS, small } from './drafts';

/** Stands for the server's draft, with the rules that matter here: the revision has to fit. */
class Server {
  document = small();
  revision = 100;
  by = 'me';
  mine = true;
  weather: ('down' | 401 | 422 | 503)[] = [];
  asked: string[] = [];

  readonly fetch = (async (address: string, init: RequestInit = {}) => {
    this.asked.push(String(init.method));
    const now = this.weather.shift();
    if (now === 'down') throw new TypeError('no network');
    if (now) return new Response(JSON.stringify({ title: `refused with ${now}` }), { status: now });
    if (init.method === 'GET') {
      if (address.endsWith(`?after=${this.revision}`)) return new Response(null, { status: 204 });
      return Response.json({ ...this.answer(), document: this.document });
    }
    const sent = JSON.parse(String(init.body)) as { revision: number; document: SchemeDocument };
    if (sent.revision !== this.revision) return Response.json({ code: 'draft_changed' }, { status: 409 });
    this.put(sent.document, 'me', true);
    return Response.json(this.answer());
  }) as typeof fetch;

  put(document: SchemeDocument, by: string, mine = false): void {
    Object.assign(this, { document: JSON.parse(JSON.stringify(document)) as SchemeDocument, revision: this.revision + 1, by, mine });
  }

  /** Somebody else types. */
  types(by: string, id: string, key: CellKey, text: string): void {
    const model = new SchemeModel(this.document, DAYS);
    model.edit((edit) => edit.put(withText(edit.row(id), key, text, 'en')));
    this.put(model.document.value, by);
  }

  /** Two people publish the draft: the next one begins with the rows of the new version. */
  publishes(): void {
    const ids = JSON.stringify(this.document).replaceAll(/"id":"(\w+)"/g, '"id":"v2$1"');
    Object.assign(this, { document: JSON.parse(ids) as SchemeDocument, revision: 0, base: 'v2', by: 'Anna', mine: false });
  }

  base = '';

  answer(): ServerDraft {
    return { revision: this.revision, base: this.base, document: null, at: '2024-06-25T06:36:00Z', by: this.by, mine: this.mine };
  }

  max(): string {
    return this.document.criteria[0]?.sub_criteria[0]?.aspects[0]?.max ?? '';
  }
}

class Shelf implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  readonly items = new Map<string, string>();
  full = false;
  get kept(): boolean {
    return this.items.size > 0;
  }
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  removeItem = (key: string): void => void this.items.delete(key);
  setItem = (key: string, value: string): void => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, value);
  };
}

function desk(server = new Server(), shelf = new Shelf()) {
  const first = { ...server.answer(), document: structuredClone(server.document) };
  const model = new SchemeModel(first.document, DAYS);
  const news: News[] = [];
  const keeper = keeperOf(shelf as unknown as Storage, 'trade', 'me');
  const saver = new DraftSaver({ model, keeper, first, fetch: server.fetch, address: '/draft', token: 't', onNews: (each) => void news.push(each) });
  saver.start();
  const type = (id: string, key: CellKey, text: string): boolean => model.edit((edit) => edit.put(withText(edit.row(id), key, text, 'en')));
  const settle = (ms = 2000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return { server, shelf, model, saver, news, type, settle };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  return () => vi.useRealTimers();
});

describe('saving', () => {
  test('waits for a pause, sends once, and forgets what the browser kept', async () => {
    const { server, shelf, saver, type, settle } = desk();
    type('m1', 'max', '1');
    type('m1', 'max', '1.25');
    expect(saver.state.value).toBe('waiting');
    await settle(300);
    expect(shelf.kept).toBe(true);
    await settle();
    expect([saver.state.value, server.max(), server.asked]).toEqual(['saved', '1.25', ['PUT']]);
    expect(shelf.kept).toBe(false);
  });

  test('tries again when the network is back, and keeps the work meanwhile', async () => {
    const { server, shelf, saver, type, settle } = desk();
    server.weather = ['down', 503];
    type('m1', 'max', '1');
    await settle();
    expect([saver.state.value, shelf.kept]).toEqual(['network', true]);
    type('m1', 'section', '2');
    await settle(30_000);
    expect([saver.state.value, server.max(), shelf.kept]).toEqual(['saved', '1.00', false]);
  });

  test.each([
    [401, 'signin'],
    [422, 'refused'],
  ] as const)('tells why it stopped at %i', async (status, state) => {
    const { server, saver, shelf, type, settle } = desk();
    server.weather = [status];
    type('m1', 'max', '1');
    await settle();
    expect([saver.state.value, saver.problem.value, shelf.kept]).toEqual([state, `refused with ${status}`, true]);
    await saver.flush();
    expect(saver.state.value).toBe('saved');
  });

  test('says so when the browser keeps nothing', async () => {
    const { shelf, saver, type, settle } = desk();
    shelf.full = true;
    type('m1', 'max', '1');
    await settle(300);
    expect(saver.durable.value).toBe(false);
  });
});

describe('a reload', () => {
  test('brings unsaved work back and saves it', async () => {
    const { server, shelf, type, settle } = desk();
    server.weather = ['down', 'down', 'down'];
    type('m1', 'max', '1.25');
    await settle(300);
    const again = desk(server, shelf);
    expect(again.saver.restored.value).not.toBeNull();
    expect(again.model.document.value.criteria[0]?.sub_criteria[0]?.aspects[0]?.max).toBe('1.25');
    server.weather = [];
    await again.settle();
    expect([again.saver.state.value, server.max()]).toEqual(['saved', '1.25']);
  });

  test('brings it together with what somebody saved since', async () => {
    const { server, shelf, type, settle } = desk();
    server.weather = ['down', 'down', 'down'];
    type('m1', 'max', '1.25');
    await settle(300);
    server.types('Anna', 'm1', 'section', '2');
    server.weather = [];
    const again = desk(server, shelf);
    await again.settle();
    expect(server.document.criteria[0]?.sub_criteria[0]?.aspects[0]).toMatchObject({ max: '1.25', section: '2' });
    expect(again.saver.state.value).toBe('saved');
  });
});

describe('another editor', () => {
  test('is heard of while nothing waits', async () => {
    const { server, model, saver, news } = desk();
    await saver.look();
    expect(news).toEqual([]);
    server.types('Anna', 'm1', 'max', '0.25');
    await saver.look();
    expect(model.document.value.criteria[0]?.sub_criteria[0]?.aspects[0]?.max).toBe('0.25');
    expect(news).toMatchObject([{ by: 'Anna', rows: 1, moved: false }]);
    expect(saver.state.value).toBe('saved');
  });

  test('in other cells: both are saved', async () => {
    const { server, saver, news, type, settle } = desk();
    server.types('Anna', 'j1', 'max', '2');
    type('m1', 'max', '0.50');
    await settle();
    expect(saver.state.value).toBe('saved');
    expect(server.document.criteria[0]?.sub_criteria[0]?.aspects.map((each) => each.max)).toEqual(['0.50', '2.00', '0.50']);
    expect(news).toMatchObject([{ by: 'Anna', rows: 1 }]);
  });

  test('a draft that was published meanwhile goes on in the rows of the new version', async () => {
    const { server, model, saver, type, settle } = desk();
    server.publishes();
    type('m1', 'max', '0.50');
    await settle();
    expect([saver.state.value, server.max()]).toEqual(['saved', '0.50']);
    expect(server.document.criteria[0]?.sub_criteria[0]?.aspects.map((each) => each.id)).toEqual(['v2m1', 'v2j1', 'v2m2']);
    expect(model.lines.value.length).toBe(small().criteria.flatMap((each) => each.sub_criteria.flatMap((sub) => [sub, ...sub.aspects])).length + 2);
  });

  test.each([
    ['mine', '0.50'],
    ['theirs', '0.25'],
  ])('in the same cell: nothing is saved until the person has chosen %s', async (choice, expected) => {
    const { server, saver, type, settle } = desk();
    server.types('Anna', 'm1', 'max', '0.25');
    type('m1', 'max', '0.50');
    await settle();
    expect(saver.state.value).toBe('choosing');
    expect(saver.conflicts.value).toEqual([{ row: 'm1', path: 'max', mine: '0.50', theirs: '0.25' }]);
    expect(saver.other.value?.by).toBe('Anna');
    type('j1', 'max', '1.75');
    await settle(60_000);
    expect(server.max()).toBe('0.25');
    saver.choose(choice === 'mine' ? [] : saver.conflicts.value);
    await settle();
    expect([saver.state.value, server.max()]).toEqual(['saved', expected]);
    expect(server.document.criteria[0]?.sub_criteria[0]?.aspects[1]?.max).toBe('1.75');
  });
});

test('a window that has saved leaves alone what another one has still to save', () => {
  const shelf = new Shelf();
  const keeper = () => keeperOf(shelf as unknown as Storage, 'trade', 'me');
  const [ours, theirs] = [keeper(), keeper()];
  ours.write({ revision: 1, base: '', synced: small(), mine: small(), at: 0 });
  theirs.clear();
  expect(shelf.kept).toBe(true);
  const later = keeper();
  expect(later.read()?.revision).toBe(1);
  later.clear();
  expect(shelf.kept).toBe(false);
  theirs.write({ revision: 2, base: '', synced: small(), mine: small(), at: 0 });
  theirs.clear();
  expect(shelf.kept).toBe(false);
});
