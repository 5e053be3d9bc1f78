// The app around the page: its service worker, what it keeps for a time without a network, and a screen that stays on.

const WORKER = '/judge/sw.js';
const LOOK_AGAIN_MS = 60_000;

export interface Shell {
  /** Take a newer version over when nothing waits to be sent; it serves the next page that is opened. */
  readonly settle: () => Promise<void>;
  /** Keep these pages for a time without a network. */
  readonly keep: (addresses: readonly string[]) => void;
}

const NONE: Shell = { settle: async () => undefined, keep: () => undefined };

/** Start the app's worker for a judge; waiting: how many changes of anybody wait on this tablet. */
export async function startShell(account: string, waiting: () => Promise<number>): Promise<Shell> {
  if (!globalThis.isSecureContext || !('serviceWorker' in navigator)) return NONE;
  try {
    const registration = await navigator.serviceWorker.register(WORKER, { scope: '/judge/', updateViaCache: 'none' });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ kind: 'account', account });
    const settle = async (): Promise<void> => {
      if (registration.waiting && (await waiting()) === 0) registration.waiting.postMessage({ kind: 'take over' });
    };
    setInterval(() => void settle(), LOOK_AGAIN_MS);
    await settle();
    for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
      form.addEventListener('submit', () => active?.postMessage({ kind: 'account', account: '' }));
    }
    return { settle, keep: (addresses) => active?.postMessage({ kind: 'keep', addresses }) };
  } catch {
    return NONE; // private windows refuse; the page works as before
  }
}

/** Keep the screen on while the page is in sight. */
export function stayAwake(): void {
  if (!('wakeLock' in navigator)) return;
  const ask = (): void => {
    if (document.visibilityState === 'visible') void navigator.wakeLock.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}
