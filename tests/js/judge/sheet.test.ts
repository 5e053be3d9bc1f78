import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Token } from '../../../static/js/judge/token';
import type { Aspect, Sheet, Value } from '../../../static/js/judge/types';
import { aSheet, CHOICE, COMPLETED, DIFFERENCE, JUDGEMENT, PASS, RANGED } from './a_sheet';
import { Server } from './server';

vi.stubGlobal('document', { documentElement: { lang: 'en', dir: 'ltr', dataset: {} } });
const TOKEN = new Token('token', async () => new Response('', { status: 404 }));
const { Outbox } = await import('../../../static/js/judge/outbox');
const { memoryShelf } = await import('../../../static/js/judge/shelf');
const { SheetModel } = await import('../../../static/js/judge/sheet');
const { Sender } = await import('../../../static/js/judge/sync');
const { missing, reasonsNotToSign, spoken } = await import('../../../static/js/judge/progress');
const { shown, stepped } = await import('../../../static/js/judge/fields');
const { fieldSentence, sheetSentence } = await import('../../../static/js/judge/refusals');

const ASPECTS = [JUDGEMENT, PASS, COMPLETED, CHOICE, DIFFERENCE, RANGED];
const YES: Value = { t: 'measure', v: '1' };

function desk(sheet: Sheet = aSheet(ASPECTS)) {
  const server = new Server(sheet);
  const outbox = new Outbox(memoryShelf(), 'me');
  const sender: InstanceType<typeof Sender> = new Sender({
    outbox,
    fetch: server.fetch,
    token: TOKEN, account: 'me', vault: null,
    device: sheet.device,
    onSheet: (next) => model.accept(next),
    onChange: () => model.load(),
    onRecorded: () => undefined,
  });
  const model: InstanceType<typeof SheetModel> = new SheetModel(sheet, 'me', outbox, sender);
  const cell = (aspect: Aspect) => {
    const found = model.cells.value.find((each) => each.aspect.id === aspect.id);
    if (!found) throw new Error('no such aspect');
    return found;
  };
  return { server, sender, model, cell };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

describe('a field', () => {
  test('is missing, then on this tablet, then recorded with its receipt', async () => {
    const { model, sender, cell } = desk();
    expect(cell(PASS)).toMatchObject({ state: 'missing', value: null, open: true });
    await model.enter(PASS, YES);
    expect(cell(PASS)).toMatchObject({ state: 'tablet', value: YES, receipt: null });
    await sender.drain();
    expect(cell(PASS)).toMatchObject({ state: 'recorded', value: YES, receipt: { version: 1 } });
  });

  test('shows sending while the answer is out, and falls back to the tablet when none comes', async () => {
    const { model, sender, server, cell } = desk();
    const seen: string[] = [];
    server.weather.push('captive portal');
    await model.enter(PASS, YES);
    const stop = sender.sending.subscribe(() => seen.push(cell(PASS).state));
    await sender.drain();
    stop();
    expect(seen).toEqual(['tablet', 'sending', 'tablet']);
  });

  test('never shows the second tick without a receipt, whatever the network says', async () => {
    const { model, sender, server, cell } = desk();
    server.weather.push('foreign json', 'html error', 'captive portal', 'lost answer');
    await model.enter(PASS, YES);
    for (let tries = 0; tries < 4; tries += 1) {
      await sender.drain();
      expect(cell(PASS).state).toBe('tablet');
    }
    await sender.drain();
    expect(cell(PASS).state).toBe('recorded');
  });

  test('shows both values of a conflict and keeps the one that the judge chooses', async () => {
    const { model, sender, server, cell } = desk();
    server.elsewhere(COMPLETED.id, { t: 'measure', v: '6' });
    await model.enter(COMPLETED, { t: 'measure', v: '8' });
    await sender.drain();
    expect(cell(COMPLETED)).toMatchObject({ state: 'conflict', value: { v: '8' }, entry: { current: { value: { v: '6' } } } });
    await model.choose(cell(COMPLETED), 'mine');
    await sender.drain();
    expect(cell(COMPLETED)).toMatchObject({ state: 'recorded', value: { v: '8' } });
    expect(server.registers.get(COMPLETED.id)?.value).toEqual({ t: 'measure', v: '8' });
  });

  test('shows what the server has when the judge keeps the other value', async () => {
    const { model, sender, server, cell } = desk();
    server.elsewhere(COMPLETED.id, { t: 'measure', v: '6' });
    await model.enter(COMPLETED, { t: 'measure', v: '8' });
    await sender.drain();
    await model.choose(cell(COMPLETED), 'theirs');
    expect(cell(COMPLETED)).toMatchObject({ state: 'recorded', value: { v: '6' } });
  });

  test('a held value stays until the server has taken it', async () => {
    const { model, sender, server, cell } = desk();
    server.locked = true;
    await model.enter(PASS, YES);
    await sender.drain();
    expect(cell(PASS)).toMatchObject({ state: 'held', value: YES, entry: { title: 'It is held.' } });
    server.elsewhere(PASS.id, YES);
    model.accept(server.now());
    await vi.waitFor(() => expect(cell(PASS).state).toBe('recorded'));
  });

  test('what waited over a reload is shown as on this tablet', async () => {
    const sheet = aSheet(ASPECTS);
    const shelf = memoryShelf();
    const server = new Server(sheet);
    const open = async () => {
      const outbox = new Outbox(shelf, 'me');
      const options = { outbox, fetch: server.fetch, token: TOKEN, account: 'me', vault: null, device: sheet.device };
      const sender = new Sender({ ...options, onSheet: () => undefined, onChange: async () => undefined, onRecorded: () => undefined });
      const model = new SheetModel(sheet, 'me', outbox, sender);
      await model.load();
      return model;
    };
    await (await open()).enter(PASS, YES);
    const again = await open();
    expect(again.cells.value.find((each) => each.aspect.id === PASS.id)).toMatchObject({ state: 'tablet', value: YES });
    expect(again.waiting.value).toBe(1);
  });

  test('did not attempt is neither zero nor missing', async () => {
    const { model, sender, cell } = desk();
    await model.enter(PASS, { t: 'absent' });
    await sender.drain();
    expect(cell(PASS)).toMatchObject({ state: 'recorded', value: { t: 'absent' } });
    expect(shown(PASS, { t: 'absent' })).toBe('Did not attempt');
    expect(missing(model.cells.value)).toHaveLength(ASPECTS.length - 1);
  });

  test('is closed once everybody’s scores are shown', () => {
    const scores = [{ seat: 1, score: 3 }, { seat: 2, score: 1 }, { seat: 3, score: 2 }];
    const { model, cell } = desk(aSheet([{ ...JUDGEMENT, scores, waiting_for: 0, state: 'disagree' }]));
    expect(cell(JUDGEMENT).open).toBe(false);
    expect(missing(model.cells.value)).toEqual([]);
    expect(reasonsNotToSign(model)).toEqual(['1 too far apart']);
  });
});

describe('a number', () => {
  test.each([['7', '7'], ['٧', '7'], ['7,0', '7'], [' 7 ', '7']])('%s is entered as %s', async (typed, v) => {
    const { model, cell } = desk();
    model.type(COMPLETED, typed);
    expect(cell(COMPLETED).state).toBe('typing');
    expect(await model.commit(COMPLETED)).toBe(true);
    expect(cell(COMPLETED)).toMatchObject({ state: 'tablet', value: { t: 'measure', v } });
  });

  test('that is refused stays in the field with the reason, and is not sent', async () => {
    const { model, cell } = desk();
    model.type(COMPLETED, '11');
    expect(await model.commit(COMPLETED)).toBe(false);
    expect(cell(COMPLETED)).toMatchObject({ state: 'invalid', typed: '11', value: null, refusal: { code: 'value_out_of_range' } });
    expect(model.waiting.value).toBe(0);
    const { refusal } = cell(COMPLETED);
    expect(refusal && fieldSentence(refusal, '11')).toBe('Between 0 and 10. Your 11 is kept here until you change it.');
  });

  test('that did not change is not sent again', async () => {
    const { model } = desk(aSheet([{ ...COMPLETED, own: { value: { t: 'measure', v: '7' }, version: 1 } }]));
    model.type(COMPLETED, '7.0');
    await model.commit(COMPLETED);
    expect(model.waiting.value).toBe(0);
  });

  test('that is wiped out clears the field', async () => {
    const { model, cell } = desk(aSheet([{ ...COMPLETED, own: { value: { t: 'measure', v: '7' }, version: 1 } }]));
    model.type(COMPLETED, '');
    await model.commit(COMPLETED);
    expect(cell(COMPLETED)).toMatchObject({ state: 'tablet', value: null });
  });

  test.each([
    [COMPLETED, null, 1, '1'],
    [COMPLETED, '10', 1, '10'],
    [COMPLETED, '0', -1, '0'],
    [DIFFERENCE, null, 1, '90'],
    [DIFFERENCE, '90', -1, '89'],
    [DIFFERENCE, '91.5', 1, '92.5'],
    [RANGED, '0.5', 1, '0.6'],
    [RANGED, '0', -1, '-0.1'],
  ] as const)('%#: a step from a value stays within what the field takes', (aspect, from, direction, to) => {
    expect(stepped(aspect, from, direction)).toBe(to);
  });
});

describe('the sheet', () => {
  test('says why it cannot be signed yet', async () => {
    const { model, sender, server } = desk();
    server.elsewhere(COMPLETED.id, { t: 'measure', v: '6' });
    await model.enter(COMPLETED, { t: 'measure', v: '8' });
    await model.enter(JUDGEMENT, { t: 'judgement', v: '2' });
    expect(reasonsNotToSign(model)).toEqual(['4 missing', '2 not sent', '1 waits for other judges']);
    await sender.drain();
    expect(reasonsNotToSign(model)).toEqual(['4 missing', '1 to choose', '1 waits for other judges']);
  });

  test('an answer that was overtaken does not turn it back', () => {
    const { model } = desk(aSheet(ASPECTS, { revision: 5 }));
    model.accept(aSheet(ASPECTS, { revision: 4, state: 'locked' }));
    expect(model.sheet.value).toMatchObject({ revision: 5, state: 'open' });
  });

  test('a locked one shows padlocks', () => {
    const { cell } = desk(aSheet(ASPECTS, { state: 'locked', may: { enter: false, open_round: false, sign: false, lock: false } }));
    expect(cell(PASS)).toMatchObject({ state: 'locked', open: false });
  });

  test('says aloud what is kept without a network', async () => {
    const { model } = desk();
    await model.enter(PASS, YES);
    expect(spoken(model, true)).toBe('No network. 1 mark is kept on this tablet.');
    expect(spoken(desk().model, false)).toBe('Everything is recorded.');
  });

  test('tells a compatriot who marks instead', () => {
    expect(sheetSentence('compatriot')).toContain('next judge');
    expect(sheetSentence(null)).toBeNull();
  });
});
