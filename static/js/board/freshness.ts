// How fresh the page is: live, or stale since the last word from the server; revision and time of what is shown.
import { t } from '../i18n';
import { attribute, field } from './fields';
import type { BoardDocument } from './types';
import type { Status } from './live';
import { clockOffset, figures } from './venue';

const PATIENCE_MS = 8_000;

/** Tell how fresh a document is in every place of the page that says so. */
export class Freshness {
  private silentSince = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** A document has come. */
  show(document: BoardDocument): void {
    for (const live of this.places()) attribute(live.querySelector('[data-at]'), 'data-at', String(Math.round(document.at)));
    const stamp = globalThis.document.querySelector('[data-part="stamp"]');
    const shown = document.at + clockOffset;
    const words = t('Revision %(revision)s, %(date)s, %(time)s venue time', {
      revision: figures.number(document.revision), date: figures.date(shown), time: figures.time(shown, true),
    });
    if (stamp && stamp.textContent !== words) stamp.textContent = words;
  }

  /** The connection changed; a short gap is not worth a word. */
  tell(status: Status): void {
    clearTimeout(this.timer);
    if (status === 'live' || status === 'polling') {
      this.silentSince = 0;
      this.draw();
      return;
    }
    if (this.silentSince === 0) this.silentSince = Date.now();
    this.timer = setTimeout(() => this.draw(), PATIENCE_MS);
  }

  private draw(): void {
    const stale = this.silentSince > 0;
    for (const live of this.places()) {
      live.classList.toggle('stale', stale);
      const since = figures.time(this.silentSince + clockOffset);
      const words = stale ? t('Not live since %(time)s', { time: since }) : t('Live');
      const state = field(live, 'state');
      if (state && state.textContent !== words) state.textContent = words;
    }
  }

  private places(): NodeListOf<HTMLElement> {
    return document.querySelectorAll<HTMLElement>('[data-part="live"]');
  }
}
