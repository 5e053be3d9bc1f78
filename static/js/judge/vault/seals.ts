// What a tablet signs and chains: the exact bytes, as competition/domain/seals.py has them (tests/vectors/tablet.json).
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson } from '../../board/document';
import type { Value } from '../types';
import { utf8 } from './bytes';

/** What a seal covers; it stays the same when the change has to be sent under another number. */
export interface Sealed {
  readonly op_id: string;
  readonly sheet: string;
  readonly aspect: string;
  readonly value: Value | null;
  readonly base_version: number;
  readonly after: string | null;
  readonly epoch: number;
  readonly scheme_version: number;
  readonly client_time: string;
}

/** Return the bytes under the seal of a change. */
export function sealedBytes(of: Sealed): Uint8Array<ArrayBuffer> {
  const { op_id, sheet, aspect, value, base_version, after, epoch, scheme_version, client_time } = of;
  const content = { op_id, sheet, aspect, value, base_version, after, epoch, scheme_version, client_time };
  return utf8(`podium-op-2\n${canonicalJson(content)}`);
}

/** Return the hash by which the next change of the device names this one. */
export function chainHash(prev: string, seq: number, op_id: string, seal: string | null): string {
  return hex(canonicalJson({ prev, seq, op_id, seal: seal ?? '' }));
}

/** Return the bytes that the server signs of a receipt; the problem in the reader's language is no part of it. */
export function receiptBytes(receipt: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer> {
  return utf8(`podium-receipt-1\n${canonicalJson(without(receipt, ['sig', 'problem']))}`);
}

/** Return the bytes that the server signs of a lease. */
export function leaseBytes(lease: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer> {
  return utf8(`podium-lease-1\n${canonicalJson(without(lease, ['sig']))}`);
}

/** Return the digest over what the judge entered on a sheet, registers that were never entered left out. */
export function ownDigest(registers: Iterable<{ readonly id: string; readonly own: { readonly value: Value | null; readonly version: number } }>): string {
  const lines = [...registers].filter(({ own }) => own.version > 0).map(({ id, own }) => [id, own.version, own.value] as const);
  lines.sort(([a], [b]) => (a < b ? -1 : 1));
  return hex(canonicalJson(lines));
}

function without(members: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

function hex(text: string): string {
  return bytesToHex(sha256(utf8(text)));
}
