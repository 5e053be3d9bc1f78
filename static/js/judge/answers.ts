// What comes back over the wire. Only our own JSON is an answer: a captive portal's page with status 200 is none.
import type { Op, OpResult, OpStatus, Problem, Sheet } from './types';

export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retryAfter: number | null }
  | { readonly kind: 'none' };

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

const NONE: Answer = { kind: 'none' };
const TIMEOUT_MS = 15_000;
const STATUSES: readonly OpStatus[] = ['applied', 'same', 'conflict', 'held', 'refused', 'gap'];

/** Ask our server; every failure of the network, every page of somebody else, is "none". stop: ends the waiting. */
export async function ask(fetch: Fetch, address: string, init: RequestInit = {}, stop = new AbortController()): Promise<Answer> {
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(address, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: stop.signal,
    });
    return await readAnswer(response);
  } catch {
    return NONE;
  } finally {
    clearTimeout(timer);
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim();
  if (response.ok && type === 'application/json') return { kind: 'ok', body: await response.json() };
  if (response.ok || type !== 'application/problem+json') return NONE;
  const body: unknown = await response.json();
  if (!isRecord(body) || typeof body['code'] !== 'string') return NONE;
  const title = typeof body['title'] === 'string' ? body['title'] : '';
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  const problem = { code: body['code'], title, status: response.status };
  return { kind: 'problem', problem, retryAfter: Number.isFinite(seconds) ? seconds : null };
}

/** Return a sheet, null when this is not the sheet that was asked for. */
export function asSheet(body: unknown, id: string): Sheet | null {
  const good = isRecord(body) && body['id'] === id && typeof body['revision'] === 'number' && Array.isArray(body['aspects']);
  return good ? (body as unknown as Sheet) : null;
}

/** Return the results of a batch, null unless there is one for each change, in order. */
export function asResults(body: unknown, ops: readonly Op[]): OpResult[] | null {
  const results = isRecord(body) ? body['results'] : null;
  if (!Array.isArray(results) || results.length !== ops.length) return null;
  const good = results.every((each, index) => {
    return isRecord(each) && each['op_id'] === ops[index]?.op_id && STATUSES.includes(each['status'] as OpStatus);
  });
  return good ? (results as OpResult[]) : null;
}

/** Return one member of an answer. */
export function member(body: unknown, name: string): unknown {
  return isRecord(body) ? body[name] : undefined;
}

function isRecord(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
