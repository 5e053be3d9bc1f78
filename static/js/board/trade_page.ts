// The board of a trade, kept as it is on the server.
import { flowGap, redrawFlow } from './flow';
import { attribute, write } from './fields';
import { Freshness } from './freshness';
import { ruleWidth } from './geometry';
import { watchBoard } from './live';
import { News } from './news';
import { refreshSoon } from './refresh';
import { fillBoardRow } from './render';
import { syncRows } from './rows';
import type { TradeBody, TradeRow } from './shapes';
import type { BoardDocument } from './types';
import { embedded, figures, part } from './venue';

const ONE_MOVE_MS = 200;

/** Watch the board that the page carries. */
export function tradePage(): void {
  const start = embedded<BoardDocument<TradeBody>>('document');
  if (!start) return;
  let held = start;
  let drawn = start.body;
  let due: ReturnType<typeof setTimeout> | undefined;
  const freshness = new Freshness();
  const news = new News(start.body.rows);

  const draw = (): void => {
    due = undefined;
    if (frameOf(held.body) !== frameOf(drawn)) {
      refreshSoon(() => {
        drawn = embedded<BoardDocument<TradeBody>>('document')?.body ?? held.body;
        draw();
      });
      return;
    }
    drawRows(held.body, drawn);
    freshness.show(held);
    news.heard(held.body.rows);
    drawn = held.body;
  };
  watchBoard(
    start.board,
    start,
    (document) => {
      held = document as unknown as BoardDocument<TradeBody>;
      due ??= setTimeout(draw, ONE_MOVE_MS);
    },
    (status) => freshness.tell(status),
  );
}

/** What the server has to draw: while this is the same, the rows alone differ. */
export function frameOf(board: TradeBody): string {
  const apart = board.rows.filter((row) => row.status !== 'ranked').map((row) => [row.id, row.status, row.total, row.marks, row.photos]);
  const { state, label, version, max, criteria, sessions, trade, event } = board;
  return JSON.stringify([state, label, version, max, criteria, sessions, trade, event, apart, board.rows.length > 0, board.marked === null]);
}

function drawRows(board: TradeBody, before: TradeBody): void {
  const head = document.querySelector('.facts');
  if (head && board.marked !== null) {
    write(head, 'marked', figures.percent(board.marked));
    attribute(head.querySelector('.measure .done'), 'width', ruleWidth(board.marked, 100));
  }
  const list = document.querySelector('.boardtable [data-part="rows"]');
  if (!list) return;
  const ranked = board.rows.filter((row) => row.status === 'ranked');
  const former = new Map(before.rows.map((row) => [row.id, row]));
  syncRows<TradeRow>(list, ranked, {
    make: () => part('row'),
    fill: (element, row) => fillBoardRow(element, row, board, ranked.length),
    stands: (row) => hasRisen(row, former.get(row.id)),
  });
  const picture = document.querySelector('.bumpbody');
  if (flowGap(picture, board.rows) || (picture && !redrawFlow(picture, board.rows))) refreshSoon(() => undefined);
}

/** Only a rank that really moved is told apart, and only upwards: whoever was passed has done nothing. */
function hasRisen(row: TradeRow, before: TradeRow | undefined): boolean {
  return row.rank !== null && before?.rank != null && row.rank < before.rank;
}
