// A board in the browser: canonical form, hash, and the step from one revision to the next, as the server does them.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { BoardDocument, Json, Patch, Row } from './types';

const HASH_DIGITS = 32;

/** The board at hand is not the one that was published: ask for the whole document. */
export class BoardMismatch extends Error {
  override readonly name = 'BoardMismatch';
}

/** Compare as the server sorts keys: by code point, where JavaScript alone would go by UTF-16 unit. */
function byCodePoint(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let at = 0; at < shorter; at += 1) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a === b) continue;
    const surrogates = [a, b].map((unit) => unit >= 0xd800 && unit <= 0xdfff);
    if (surrogates[0] !== surrogates[1]) return surrogates[0] ? 1 : -1;
    return a - b;
  }
  return one.length - other.length;
}

/** Return the one text form of a JSON value: keys sorted by code point, no blanks. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new BoardMismatch('boards hold whole numbers only');
    return Object.is(value, -0) ? '0' : String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new BoardMismatch(`no JSON: ${typeof value}`);
  const members = value as Record<string, unknown>;
  const names = Object.keys(members).sort(byCodePoint);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(members[name])}`).join(',')}}`;
}

/** Return the hash by which a viewer knows that it holds the whole board: 32 hex digits. */
export function boardHash(body: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(body)))).slice(0, HASH_DIGITS);
}

function rowsById(rows: unknown): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of Array.isArray(rows) ? (rows as Row[]) : []) {
    if (typeof row?.id !== 'string' || found.has(row.id)) throw new BoardMismatch('a row has no id of its own');
    found.set(row.id, row);
  }
  return found;
}

/**
 * Return the body after a patch; the argument stays as it is.
 * Throws BoardMismatch when the patch does not fit, or the outcome is not the board that was published.
 */
export function applyToBody<Body extends object>(body: Body, patch: Omit<Patch, 'board' | 'from' | 'to' | 'at'>): Body {
  const members = body as Record<string, unknown>;
  const rows = rowsById(members['rows']);
  const order = patch.order ?? [...rows.keys()];
  for (const id of patch.gone) rows.delete(id);
  for (const row of patch.rows) {
    if (typeof row?.id !== 'string') throw new BoardMismatch('a row has no id');
    rows.set(row.id, row);
  }
  if (order.length !== rows.size || new Set(order).size !== rows.size || !order.every((id) => rows.has(id))) {
    throw new BoardMismatch('the order names other rows');
  }
  const changed: Record<string, unknown> = { ...members, ...(patch.head as Record<string, Json> | undefined) };
  if ('rows' in members) changed['rows'] = order.map((id) => rows.get(id));
  if (boardHash(changed) !== patch.hash) throw new BoardMismatch('the hash differs');
  return changed as Body;
}

/** Return the document after a patch that starts at its revision. Throws BoardMismatch. */
export function applyPatch<Body extends object>(held: BoardDocument<Body>, patch: Patch): BoardDocument<Body> {
  if (patch.board !== held.board || patch.from !== held.revision) throw new BoardMismatch('not the next revision');
  return {
    board: held.board,
    revision: patch.to,
    at: patch.at,
    hash: patch.hash,
    body: applyToBody(held.body, patch),
  };
}

/** Tell whether a document is whole. */
export function isWhole(document: BoardDocument<object>): boolean {
  return boardHash(document.body) === document.hash;
}
