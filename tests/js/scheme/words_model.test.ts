import { beforeEach, describe, expect, test, vi } from 'vitest';
import { labelsOf, WordsModel } from '../../../static/js/scheme/words_model';
import type { Change, Item } from '../../../static/js/scheme/words_model';
import { small } from './drafts';

class Shelf implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
}

function desk(shelf = new Shelf()) {
  const sent: Change[][] = [];
  const answers: (Response | 'down')[] = [];
  const send = (async (_address: string, init: RequestInit) => {
    const { changes } = JSON.parse(String(init.body)) as { changes: Change[] };
    sent.push(changes);
    const answer = answers.shift() ?? Response.json({ written: changes.length, conflicts: [] });
    if (answer === 'down') throw new TypeError('no network');
    return answer;
  }) as typeof fetch;
  const model = new WordsModel({ document: small(), own: 'en', version: null, fetch: send, address: '/words', token: 't', storage: shelf as unknown as Storage, storageKey: 'k' });
  const item = (row: string, cell: string): Item => model.items.find((each) => each.row === row && each.cell === cell) as Item;
  return { model, sent, answers, shelf, item, settle: (ms = 2000) => vi.advanceTimersByTimeAsync(ms) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

test('the texts come in their order; those that nobody has written are not asked for', () => {
  const { model } = desk();
  expect(model.items.slice(0, 8).map((each) => [each.row, each.cell, each.head])).toEqual([
    ['a', 'name', true],
    ['a1', 'name', true],
    ['m1', 'description', true],
    ['j1', 'description', true],
    ['j1', 'descriptors.0', false],
    ['j1', 'descriptors.1', false],
    ['j1', 'descriptors.2', false],
    ['j1', 'descriptors.3', false],
  ]);
  expect(model.items.slice(-2).map((each) => [each.kind, each.row])).toEqual([['section', 's1'], ['section', 's2']]);
});

test('the progress of a language counts what is written of what there is', () => {
  const { model, item } = desk();
  const all = model.items.length;
  const zh = model.progress('zh');
  expect([zh.value, model.progress('en').value]).toEqual([[1, all], [all - 1, all]]);
  model.put(item('a', 'name'), 'zh', '接线');
  expect(zh.value).toEqual([2, all]);
  model.put(item('a', 'name'), 'zh', ' ');
  expect(zh.value).toEqual([1, all]);
});

test('the names of choices are words too, in the order of the choices and in every language that they have', () => {
  const parameters = { CHOICE1_LABEL: 'clean', CHOICE1_DEDUCTION: '0', CHOICE2_DEDUCTION: '50', CHOICE1_ZH_LABEL: '干净', CHOICE3_LABEL: 'no such choice' };
  expect(labelsOf(parameters, 'en')).toEqual([{ en: 'clean', zh: '干净' }, {}]);
});

describe('what is written', () => {
  test('is sent after a pause, with what stood there before', async () => {
    const { model, sent, shelf, item, settle } = desk();
    model.put(item('a2', 'name'), 'zh', '检验');
    model.put(item('a', 'name'), 'zh', '接');
    model.put(item('a', 'name'), 'zh', '接线');
    expect([model.state.value, shelf.items.size]).toEqual(['waiting', 1]);
    await settle();
    expect(sent).toEqual([
      [
        { row: 'a2', cell: 'name', language: 'zh', text: '检验', was: '测试' },
        { row: 'a', cell: 'name', language: 'zh', text: '接线', was: '' },
      ],
    ]);
    expect([model.state.value, model.pending.value.size, shelf.items.size]).toEqual(['saved', 0, 0]);
  });

  test('and taken back is not sent', async () => {
    const { model, sent, item, settle } = desk();
    model.put(item('a2', 'name'), 'zh', '检验');
    model.put(item('a2', 'name'), 'zh', '测试');
    await settle();
    expect(sent).toEqual([]);
  });

  test('while the former text is on its way goes next, over the former', async () => {
    const { model, sent, item, settle } = desk();
    model.put(item('a', 'name'), 'zh', '一');
    const flushed = model.flush();
    model.put(item('a', 'name'), 'zh', '二');
    await flushed;
    await settle();
    expect(sent.map(([first]) => [first?.text, first?.was])).toEqual([['一', ''], ['二', '一']]);
  });

  test('without a network stays, over a reload too, and goes when it is back', async () => {
    const { model, answers, shelf, item, settle } = desk();
    answers.push('down');
    model.put(item('a', 'name'), 'zh', '接线');
    await settle();
    expect([model.state.value, shelf.items.size]).toEqual(['network', 1]);
    const again = desk(shelf);
    expect(again.item('a', 'name').text.value).toEqual({ en: 'Wiring', zh: '接线' });
    await again.settle();
    expect([again.sent[0]?.[0]?.text, again.shelf.items.size]).toEqual(['接线', 0]);
  });

  test.each([
    [401, 'signin'],
    [403, 'refused'],
  ] as const)('is kept when the server answers %i', async (status, state) => {
    const { model, answers, shelf, item, settle } = desk();
    answers.push(new Response(JSON.stringify({ title: 'why' }), { status }));
    model.put(item('a', 'name'), 'zh', '接线');
    await settle();
    expect([model.state.value, model.problem.value, shelf.items.size]).toEqual([state, 'why', 1]);
  });
});

describe('a text that somebody else wrote meanwhile', () => {
  const clash = (): Response => Response.json({ written: 0, conflicts: [{ row: 'a', cell: 'name', language: 'zh', text: '布线' }] });

  test('waits for the person: mine goes over theirs', async () => {
    const { model, answers, sent, item, settle } = desk();
    answers.push(clash());
    model.put(item('a', 'name'), 'zh', '接线');
    await settle();
    expect([...model.clashes.value.values()].map((each) => each.theirs)).toEqual(['布线']);
    await settle(60_000);
    expect(sent).toHaveLength(1);
    model.settle('a name zh', true);
    await settle();
    expect(sent[1]).toEqual([{ row: 'a', cell: 'name', language: 'zh', text: '接线', was: '布线' }]);
    expect(model.clashes.value.size).toBe(0);
  });

  test('or theirs takes the place of mine', async () => {
    const { model, answers, sent, item, settle } = desk();
    answers.push(clash());
    model.put(item('a', 'name'), 'zh', '接线');
    await settle();
    model.settle('a name zh', false);
    await settle();
    expect(item('a', 'name').text.value).toEqual({ en: 'Wiring', zh: '布线' });
    expect([sent.length, model.pending.value.size]).toEqual([1, 0]);
  });
});
