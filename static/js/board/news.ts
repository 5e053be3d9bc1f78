// What changed on a board, in one calm sentence at most every ten seconds, for those who hear the page.
import { t } from '../i18n';
import type { TradeRow } from './shapes';
import { figures, words } from './venue';

const PAUSE_MS = 10_000;

interface Told {
  readonly leader: string;
  readonly ranks: ReadonlyMap<string, number>;
}

/** Collects changes and tells the sum of them. */
export class News {
  private told: Told;
  private lastAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rows: readonly TradeRow[]) {
    this.told = summary(rows);
  }

  /** These are the rows now. */
  heard(rows: readonly TradeRow[]): void {
    clearTimeout(this.timer);
    const wait = Math.max(0, this.lastAt + PAUSE_MS - Date.now());
    this.timer = setTimeout(() => this.tell(rows), wait);
  }

  private tell(rows: readonly TradeRow[]): void {
    const sentence = newsOf(rows, this.told);
    this.told = summary(rows);
    if (!sentence) return;
    this.lastAt = Date.now();
    const place = document.querySelector('[data-part="news"]');
    if (place) place.textContent = sentence;
  }
}

function summary(rows: readonly TradeRow[]): Told {
  const ranked = rows.filter((row) => row.rank !== null);
  return { leader: ranked[0]?.id ?? '', ranks: new Map(ranked.map((row) => [row.id, row.rank ?? 0])) };
}

/** The sentence about what changed since it was last told, "" when no rank did. */
export function newsOf(rows: readonly TradeRow[], told: Told): string {
  const ranked = rows.filter((row) => row.rank !== null);
  const first = ranked[0];
  const gain = (row: TradeRow): number => (told.ranks.get(row.id) ?? row.rank ?? 0) - (row.rank ?? 0);
  const riser = ranked.reduce<TradeRow | null>((best, row) => (gain(row) > (best ? gain(best) : 0) ? row : best), null);
  if (!first || !riser) return '';
  const named = (row: TradeRow): string => (row.team ? words(row.team.name).text || row.team.code : row.native);
  if (first.id !== told.leader) {
    return t('%(team)s is first now with %(total)s.', { team: named(first), total: figures.mark(first.total) });
  }
  return t('%(team)s is up to place %(rank)s.', { team: named(riser), rank: figures.number(riser.rank ?? 0) });
}
