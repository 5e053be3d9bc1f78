// The judge app without a network: its files by version, and the pages that this judge has on this tablet.
//
// Pages come from the network while there is one, so that nobody works on an old one; what was answered last is kept
// for the judge who is signed in and shown to nobody else. Marks never pass through here.

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
/** The addresses of the app's files, and what differs with every build. */
declare const SHELL_FILES: readonly string[];
declare const VERSION: string;

type Told =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'keep'; readonly addresses: readonly string[] }
  | { readonly kind: 'take over' };

const SHELL = `shell ${VERSION}`;
const PAGES = 'pages ';
const STATE = 'state';
const ACCOUNT = '/judge/account';
const FILES = '/static/dist/';
const NO_PAGE = '/judge/offline';
const OWNER = 'podium-account';
const PATIENCE_MS = 4000;
const FRESH_MS = 30 * 60 * 1000;
const PAGE = /^\/judge\/(sheets\/[0-9a-f]{32})?$/;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll([...SHELL_FILES, NO_PAGE])));
});

worker.addEventListener('activate', (event) => {
  const old = async (): Promise<void> => {
    const names = (await caches.keys()).filter((name) => name.startsWith('shell ') && name !== SHELL);
    await Promise.all(names.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(old());
});

worker.addEventListener('message', (event) => {
  const told = event.data as Told;
  if (told.kind === 'account') event.waitUntil(setAccount(told.account));
  else if (told.kind === 'keep') event.waitUntil(keep(told.addresses));
  // Only a page that knows that nothing waits to be sent says so.
  else event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname.startsWith(FILES)) event.respondWith(file(request));
  else if (request.mode === 'navigate' && PAGE.test(pathname)) event.respondWith(page(request));
});

/** Return a file of the app; its name changes with its content. */
async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

/** Return a page from the server, or as it was last where the server does not answer in time. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await inTime(fetch(request));
    if (answer.status < 500) {
      await keepPage(request.url, answer);
      return answer;
    }
    return (await keptPage(request)) ?? answer;
  } catch {
    return (await keptPage(request)) ?? (await caches.match(NO_PAGE)) ?? Response.error();
  }
}

function inTime(answer: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
    answer.then(resolve, reject);
  });
}

async function keptPage(request: Request): Promise<Response | null> {
  const account = await currentAccount();
  if (!account) return null;
  return (await (await caches.open(PAGES + account)).match(request.url, { ignoreVary: true })) ?? null;
}

/** Keep what our server answered for somebody, in that person's own place. */
async function keepPage(address: string, answer: Response): Promise<void> {
  const owner = answer.headers.get(OWNER);
  if (!answer.ok || !owner) return;
  await (await caches.open(PAGES + owner)).put(address, answer.clone());
}

/** Fetch pages that the judge may need, one after the other, unless they are fresh. */
async function keep(addresses: readonly string[]): Promise<void> {
  const account = await currentAccount();
  if (!account) return;
  const pages = await caches.open(PAGES + account);
  for (const address of addresses) {
    const kept = await pages.match(address, { ignoreVary: true });
    if (kept && Date.now() - Date.parse(kept.headers.get('date') ?? '') < FRESH_MS) continue;
    try {
      await keepPage(address, await fetch(address, { credentials: 'same-origin' }));
    } catch {
      return;
    }
  }
}

/** Note who works on this tablet; "" when nobody does. What others had kept here goes. */
async function setAccount(account: string): Promise<void> {
  await (await caches.open(STATE)).put(ACCOUNT, new Response(account));
  const others = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== PAGES + account);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function currentAccount(): Promise<string> {
  return (await (await (await caches.open(STATE)).match(ACCOUNT))?.text()) ?? '';
}
