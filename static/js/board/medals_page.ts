// The medal table, on its page and on the event's home.
import { t } from '../i18n';
import { Freshness } from './freshness';
import { watchBoard } from './live';
import { refreshSoon } from './refresh';
import { fillMedalRow } from './render';
import { syncRows } from './rows';
import type { MedalsBody, MedalsRow } from './shapes';
import type { BoardDocument } from './types';
import { embedded, figures, part } from './venue';

/** Watch the medal table. limit: how many lines the page shows. */
export function medalsPage(name = 'document', limit = Number.POSITIVE_INFINITY, freshness: Freshness | null = new Freshness()): void {
  const start = embedded<BoardDocument<MedalsBody>>(name);
  if (!start) return;
  let before = start.body;
  watchBoard(
    start.board,
    start,
    (document) => {
      const body = document.body as unknown as MedalsBody;
      if (frameOf(body, limit) !== frameOf(before, limit)) refreshSoon(() => undefined);
      drawMedals(body, before, limit);
      freshness?.show(document);
      before = body;
    },
    (status) => freshness?.tell(status),
  );
}

/** Whether there is a table at all, whether it goes on elsewhere, and whether all is official. */
function frameOf(body: MedalsBody, limit: number): string {
  return JSON.stringify([body.rows.length > 0, body.rows.length > limit, body.official === body.of, body.event]);
}

function drawMedals(body: MedalsBody, before: MedalsBody, limit: number): void {
  const badge = document.querySelector('[data-field="official"] .badge');
  const words = t('%(done)s of %(all)s trades official', { done: figures.number(body.official), all: figures.number(body.of) });
  if (badge && !badge.querySelector('svg')) badge.textContent = words;
  const list = document.querySelector('.medals [data-part="rows"]');
  if (!list) return;
  const former = new Map(before.rows.map((row) => [row.id, row]));
  syncRows<MedalsRow>(list, body.rows.slice(0, limit), {
    make: () => part('medal-row'),
    fill: (element, row) => fillMedalRow(element, row),
    stands: (row) => row.rank < (former.get(row.id)?.rank ?? 0),
  });
}
