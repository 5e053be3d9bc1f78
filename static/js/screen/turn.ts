// The run of a hall screen: which board is on, which is next, and how it comes back from a bad night.
import { Freshness } from '../board/freshness';
import { type Status, watchBoard } from '../board/live';
import type { HomeBody, HomeRow, MedalsBody, TradeBody, TradeRow } from '../board/shapes';
import type { BoardDocument } from '../board/types';
import { embedded } from '../board/venue';
import { paintMedals, paintNothing, paintTrade, type View } from './paint';
import { MEDAL_ROWS, nextTurn, pagesOf, playlist, ROWS, type Scene, type Turn } from './scenes';

const RELOAD_AFTER_MS = 6 * 3600 * 1000;
const LOST_MS = 90_000;
const ONE_MOVE_MS = 200;

/** Run the screen that the page describes. */
export function startScreen(): void {
  const home = embedded<BoardDocument<HomeBody>>('home');
  const medals = embedded<BoardDocument<MedalsBody>>('medals');
  if (home && medals) new Screen(home, medals, embedded<BoardDocument<TradeBody>>('document')).run();
}

class Screen {
  private readonly boards = new Map<string, BoardDocument<TradeBody>>();
  private readonly watched = new Set<string>();
  private readonly freshness = new Freshness();
  private readonly startedAt = Date.now();
  private readonly seconds = Number(document.body.dataset['seconds']) || 12;
  private readonly wished = (document.body.dataset['trades'] ?? '').split(',').filter(Boolean);
  private scenes: Scene[] = [];
  private turn: Turn & { place: number } = { scene: '', page: 1, place: 0 };
  private painted: { turn: Turn; rows: readonly TradeRow[] } | null = null;
  private lostAt = 0;
  private due: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private home: BoardDocument<HomeBody>,
    private medals: BoardDocument<MedalsBody>,
    private readonly first: BoardDocument<TradeBody> | null,
  ) {}

  run(): void {
    this.plan();
    if (this.first) this.boards.set(this.first.board, this.first);
    this.turn = { scene: this.scenes[0]?.id ?? '', page: 1, place: 0 };
    this.watchAll();
    watchBoard(this.home.board, this.home, (document) => this.takeHome(document as unknown as BoardDocument<HomeBody>), (status) => this.tell(status));
    watchBoard(this.medals.board, this.medals, (document) => this.takeMedals(document as unknown as BoardDocument<MedalsBody>), () => undefined);
    this.paint();
    setInterval(() => this.advance(), this.seconds * 1000);
  }

  private plan(): void {
    this.scenes = playlist(this.home.body, this.medals.body, this.wished);
  }

  private takeHome(document: BoardDocument<HomeBody>): void {
    this.home = document;
    this.plan();
    this.watchAll();
    this.paintSoon();
  }

  private takeMedals(document: BoardDocument<MedalsBody>): void {
    this.medals = document;
    this.plan();
    this.paintSoon();
  }

  private watchAll(): void {
    for (const scene of this.scenes) {
      if (scene === null || this.watched.has(scene.board)) continue;
      this.watched.add(scene.board);
      watchBoard(
        scene.board,
        this.boards.get(scene.board) ?? null,
        (document) => {
          this.boards.set(scene.board, document as unknown as BoardDocument<TradeBody>);
          if (this.current()?.board === scene.board) this.paintSoon();
        },
        () => undefined,
      );
    }
  }

  private current(): HomeRow | null {
    return this.scenes.find((scene) => (scene?.id ?? '') === this.turn.scene) ?? null;
  }

  private pages(scene: Scene): number {
    if (scene === null) return pagesOf(this.medals.body.rows.length, MEDAL_ROWS);
    const rows = this.boards.get(scene.board)?.body.rows ?? [];
    return pagesOf(rows.filter((row) => row.rank !== null).length, ROWS);
  }

  private advance(): void {
    this.recover();
    this.turn = nextTurn(this.turn, this.scenes, (scene) => this.pages(scene), this.turn.place);
    this.paint();
  }

  private paintSoon(): void {
    this.due ??= setTimeout(() => this.paint(), ONE_MOVE_MS);
  }

  private paint(): void {
    clearTimeout(this.due);
    this.due = undefined;
    const scene = this.scenes.find((each) => (each?.id ?? '') === this.turn.scene);
    if (scene === undefined && this.scenes.length > 0) {
      this.turn = nextTurn(this.turn, this.scenes, (each) => this.pages(each), this.turn.place);
      return this.paint();
    }
    const next = this.scenes.length > 1 ? this.scenes[(this.scenes.indexOf(scene ?? null) + 1) % this.scenes.length] : undefined;
    const same = this.painted?.turn.scene === this.turn.scene && this.painted.turn.page === this.turn.page;
    const view: View = { scene: scene ?? null, page: this.turn.page, next, at: this.home.at };
    if (scene === undefined) paintNothing(view);
    else if (scene === null) paintMedals({ ...view, at: this.medals.at }, this.medals.body, !same);
    else {
      const document = this.boards.get(scene.board);
      if (!document) return;
      paintTrade({ ...view, at: document.at }, scene, document.body, same ? (this.painted?.rows ?? []) : null);
      this.painted = { turn: this.turn, rows: document.body.rows };
      return;
    }
    this.painted = { turn: this.turn, rows: [] };
  }

  private tell(status: Status): void {
    this.freshness.tell(status);
    if (status === 'live' || status === 'polling') this.lostAt = 0;
    else if (this.lostAt === 0) this.lostAt = Date.now();
  }

  /** After a long break or a long run take the page anew, once the server answers: it may carry a newer program. */
  private recover(): void {
    const lost = this.lostAt > 0 && Date.now() - this.lostAt > LOST_MS;
    if (!lost && Date.now() - this.startedAt < RELOAD_AFTER_MS) return;
    fetch(location.href, { cache: 'no-store' }).then(
      (answer) => {
        if (answer.ok) location.reload();
      },
      () => undefined,
    );
  }
}
