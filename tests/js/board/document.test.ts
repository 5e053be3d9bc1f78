import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, applyToBody, boardHash, BoardMismatch, canonicalJson, isWhole } from '../../../static/js/board/document';
import type { BoardDocument, Json, Patch } from '../../../static/js/board/types';
import vectors from '../../vectors/boards.json';

interface Step {
  readonly name: string;
  readonly old: object;
  readonly patch: Patch;
  readonly new: object;
}
const steps = vectors.steps as unknown as readonly Step[];

describe('canonical JSON', () => {
  it.each(vectors.canonical)('writes $json as the server does', ({ value, json, hash }) => {
    expect(canonicalJson(value)).toBe(json);
    expect(boardHash({ value })).toBe(hash);
  });

  it('refuses what no board holds', () => {
    for (const value of [0.5, Number.NaN, Infinity, 2 ** 53, undefined, () => 0]) {
      expect(() => canonicalJson(value)).toThrow(BoardMismatch);
    }
  });

  it('sorts keys by code point whatever their order', () => {
    const codePoints = (text: string): number[] => [...text].map((character) => character.codePointAt(0) ?? 0);
    const compare = (one: number[], other: number[]): number => {
      const at = one.findIndex((point, index) => point !== other[index]);
      return at < 0 || at >= other.length ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? 0);
    };
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 })), (names) => {
        const value = Object.fromEntries(names.map((name) => [name, 1]));
        const sorted = Object.keys(value).sort((one, other) => compare(codePoints(one), codePoints(other)));
        expect(canonicalJson(value)).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:1`).join(',')}}`);
      }),
    );
  });
});

describe('a patch', () => {
  it.each(steps)('leads from one revision to the next: $name', (step) => {
    const before = canonicalJson(step.old);
    expect(canonicalJson(applyToBody(step.old, step.patch))).toBe(canonicalJson(step.new));
    expect(canonicalJson(step.old)).toBe(before);
  });

  it.each(steps.filter((step) => step.name !== 'nothing changes'))('fits no other board: $name', (step) => {
    const other = { ...step.old, version: 2 };
    expect(() => applyToBody(other, step.patch)).toThrow(BoardMismatch);
  });

  it('moves the revision, and only from its own', () => {
    const step = steps[0];
    if (step === undefined) throw new Error('no vectors');
    const held: BoardDocument<object> = { board: 'b', revision: 4, at: 1, hash: boardHash(step.old), body: step.old };
    const patch: Patch = { ...step.patch, board: 'b', from: 4, to: 6, at: 2 };
    const next = applyPatch(held, patch);
    expect(next).toEqual({ board: 'b', revision: 6, at: 2, hash: step.patch.hash, body: step.new });
    expect(isWhole(next)).toBe(true);
    expect(() => applyPatch({ ...held, revision: 3 }, patch)).toThrow(BoardMismatch);
    expect(() => applyPatch({ ...held, board: 'other' }, patch)).toThrow(BoardMismatch);
  });

  it('refuses an order that names a row twice, or one that is not there', () => {
    const body = { kind: 'trade', rows: [{ id: 'a' }, { id: 'b' }] };
    for (const order of [['a', 'a'], ['a', 'c'], ['a']]) {
      const wanted = { kind: 'trade', rows: order.map((id) => ({ id })) };
      expect(() => applyToBody(body, { hash: boardHash(wanted), rows: [], gone: [], order })).toThrow(BoardMismatch);
    }
  });
});

it('a document whose body was altered is not whole', () => {
  const body = { kind: 'trade', rows: [{ id: 'a', total: '9.20' as Json }] };
  const document = { board: 'b', revision: 1, at: 1, hash: boardHash(body), body };
  expect(isWhole(document)).toBe(true);
  expect(isWhole({ ...document, body: { ...body, rows: [{ id: 'a', total: '9.30' }] } })).toBe(false);
});
