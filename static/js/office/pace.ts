// Many wishes, few deeds: the first wish is granted at once, those within the pause together at its end, never two at once.

/** Runs a task at most once a pause. */
export class Pace {
  private readonly task: () => Promise<void>;
  private readonly pauseMs: number;
  private readonly now: () => number;
  private lastAt = -Infinity;
  private isRunning = false;
  private isWanted = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(task: () => Promise<void>, pauseMs: number, now: () => number = () => performance.now()) {
    this.task = task;
    this.pauseMs = pauseMs;
    this.now = now;
  }

  /** Wish for a run. */
  ask(): void {
    this.isWanted = true;
    this.plan();
  }

  private plan(): void {
    if (this.isRunning || this.timer !== null || !this.isWanted) return;
    const wait = Math.max(0, this.lastAt + this.pauseMs - this.now());
    this.timer = setTimeout(() => void this.run(), wait);
  }

  private async run(): Promise<void> {
    this.timer = null;
    this.isWanted = false;
    this.isRunning = true;
    this.lastAt = this.now();
    try {
      await this.task();
    } catch {
      // The network is away: the next wish tries again, and the page says how old it is.
    } finally {
      this.isRunning = false;
      this.plan();
    }
  }
}
