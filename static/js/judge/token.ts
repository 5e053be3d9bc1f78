// What our forms carry against forgery. A page that was opened from the tablet's own copy may have an old one.
import { ask, member } from './answers';
import type { Fetch } from './answers';

export class Token {
  value: string;
  private readonly fetch: Fetch;

  constructor(value: string, fetch: Fetch) {
    this.value = value;
    this.fetch = fetch;
  }

  /** Ask for a new one; returns whether it is another one than before. */
  async renew(): Promise<boolean> {
    const answer = await ask(this.fetch, '/api/v1/tablet/token');
    const found = answer.kind === 'ok' ? member(answer.body, 'token') : null;
    if (typeof found !== 'string' || found === this.value) return false;
    this.value = found;
    return true;
  }
}
