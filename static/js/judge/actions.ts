// What is done to a sheet as a whole: a further round, the signature, the lock. A repeated request changes nothing.
import { ask, asSheet, member } from './answers';
import type { Fetch } from './answers';
import { newId } from './ids';
import type { Token } from './token';
import type { Problem, Sheet } from './types';
import { ownDigest } from './vault/seals';

export type Outcome =
  | { readonly kind: 'done'; readonly sheet: Sheet | null }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'no answer' };

const GONE = 410;

export type Action = 'rounds' | 'sign' | 'lock';

export class SheetActions {
  private readonly fetch: Fetch;
  private readonly token: Token;
  private readonly sheet: string;
  /** The id of a request that got no answer, by what it says: said again, it is the same request. */
  private readonly unanswered = new Map<string, string>();

  constructor(fetch: Fetch, token: Token, sheet: string) {
    this.fetch = fetch;
    this.token = token;
    this.sheet = sheet;
  }

  async run(action: Action, said: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const key = JSON.stringify([action, said]);
    const op_id = this.unanswered.get(key) ?? newId();
    this.unanswered.set(key, op_id);
    const answer = await ask(this.fetch, `/api/v1/sheets/${this.sheet}/${action}`, {
      method: 'POST',
      body: JSON.stringify({ op_id, ...said }),
      headers: { 'content-type': 'application/json', 'x-csrftoken': this.token.value },
    });
    if (answer.kind === 'none') return { kind: 'no answer' };
    if (answer.kind === 'problem' && answer.problem.code === 'form_expired' && (await this.token.renew())) return this.run(action, said);
    this.unanswered.delete(key);
    if (answer.kind === 'problem') return { kind: 'refused', problem: answer.problem };
    return { kind: 'done', sheet: asSheet(member(answer.body, 'sheet') ?? answer.body, this.sheet) };
  }

  /** Fetch the sheet as it is now; shown: what is on the page, so that the server can say that nothing is newer. */
  async look(shown: Sheet | null = null): Promise<Outcome> {
    const since = shown ? `?since=${shown.revision}` : '';
    const answer = await ask(this.fetch, `/api/v1/sheets/${this.sheet}${since}`);
    if (answer.kind === 'problem') return answer.problem.status === GONE ? this.look() : { kind: 'refused', problem: answer.problem };
    if (answer.kind === 'none') return { kind: 'no answer' };
    const sheet = asSheet(answer.body, this.sheet);
    if (sheet) return { kind: 'done', sheet };
    if (!shown || member(answer.body, 'revision') !== shown.revision) return { kind: 'no answer' };
    const digest_own = ownDigest(shown.aspects);
    return member(answer.body, 'digest_own') === digest_own ? { kind: 'done', sheet: null } : this.differ(shown.revision, digest_own);
  }

  /** Tell the server that this page shows other marks at the same revision, and take what it has. */
  private async differ(revision: number, digest_own: string): Promise<Outcome> {
    const answer = await ask(this.fetch, `/api/v1/sheets/${this.sheet}/mismatch`, {
      method: 'POST',
      body: JSON.stringify({ revision, digest_own }),
      headers: { 'content-type': 'application/json', 'x-csrftoken': this.token.value },
    });
    if (answer.kind === 'problem') return { kind: 'refused', problem: answer.problem };
    return answer.kind === 'ok' ? { kind: 'done', sheet: asSheet(member(answer.body, 'sheet'), this.sheet) } : { kind: 'no answer' };
  }
}
