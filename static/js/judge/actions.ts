// What is done to a sheet as a whole: a further round, the signature, the lock. A repeated request changes nothing.
import { ask, asSheet, member } from './answers';
import type { Fetch } from './answers';
import { newId } from './ids';
import type { Problem, Sheet } from './types';

export type Outcome =
  | { readonly kind: 'done'; readonly sheet: Sheet | null }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'no answer' };

export type Action = 'rounds' | 'sign' | 'lock';

export class SheetActions {
  private readonly fetch: Fetch;
  private readonly token: string;
  private readonly sheet: string;
  /** The id of a request that got no answer, by what it says: said again, it is the same request. */
  private readonly unanswered = new Map<string, string>();

  constructor(fetch: Fetch, token: string, sheet: string) {
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
      headers: { 'content-type': 'application/json', 'x-csrftoken': this.token },
    });
    if (answer.kind === 'none') return { kind: 'no answer' };
    this.unanswered.delete(key);
    if (answer.kind === 'problem') return { kind: 'refused', problem: answer.problem };
    return { kind: 'done', sheet: asSheet(member(answer.body, 'sheet') ?? answer.body, this.sheet) };
  }

  /** Fetch the sheet as it is now. */
  async look(): Promise<Outcome> {
    const answer = await ask(this.fetch, `/api/v1/sheets/${this.sheet}`);
    if (answer.kind === 'problem') return { kind: 'refused', problem: answer.problem };
    const sheet = answer.kind === 'ok' ? asSheet(answer.body, this.sheet) : null;
    return sheet ? { kind: 'done', sheet } : { kind: 'no answer' };
  }
}
