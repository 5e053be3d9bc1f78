// News of a sheet: the socket only hints that there is some, the sheet itself always comes by HTTP.
import { io } from 'socket.io-client';
import type { Sheet } from './types';

const POLL_MS = 10_000;
const POLL_WITH_SOCKET_MS = 60_000;
const JITTER = 0.4;

export interface Hints {
  readonly sheet: string;
  /** The revision that the page shows. */
  readonly revision: () => number;
  readonly fetchSheet: () => Promise<void>;
}

/** Fetch the sheet when a hint says that it has moved, and from time to time in case a hint was lost. */
export function followSheet({ sheet, revision, fetchSheet }: Hints): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const socket = io('/judge', { transports: ['websocket'], reconnectionDelayMax: 30_000 });
  const poll = (): void => {
    clearTimeout(timer);
    const pause = socket.connected ? POLL_WITH_SOCKET_MS : POLL_MS;
    timer = setTimeout(fetchNow, pause * (1 - JITTER / 2 + Math.random() * JITTER));
  };
  const fetchNow = (): void => {
    void fetchSheet().finally(poll);
  };
  socket.on('sheet', (hint: Partial<Pick<Sheet, 'revision'> & { sheet: string }>) => {
    if (hint.sheet === sheet && (hint.revision ?? 0) > revision()) fetchNow();
  });
  socket.on('connect', fetchNow);
  addEventListener('online', fetchNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') fetchNow();
  });
  poll();
}
