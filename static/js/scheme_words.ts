// The page of a scheme's words beside another language.
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { loadCatalogue } from './i18n';
import { html } from './judge/views/html';
import { venue } from './judge/words';
import { lang } from './page';
import type { EditorPage } from './scheme/app';
import { useSentences } from './scheme/sentences';
import { WordsPage, WordsState } from './scheme/views/words';
import { WordsModel } from './scheme/words_model';

type Page = Omit<EditorPage, 'days' | 'sentences' | 'standard'> & { readonly of: 'draft' | 'released' };

const TO_KEY = 'podium-words-to';

function part(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (!found) throw new Error(`the page has no ${name}`);
  return found;
}

function stored(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const island = part('words-data');
const { token = '', address = '' } = island.dataset;
const page = JSON.parse(island.textContent ?? '') as Page;
venue.timeZone = page.zone;
venue.offset = page.offset;
await loadCatalogue();
useSentences({}, Object.fromEntries(page.languages.map(({ code, name }) => [code, name])));
const codes = page.languages.map(({ code }) => code);
const from = signal(page.own[0] ?? codes[0] ?? 'en');
const from0 = from.peek();
// The reader's own language is what somebody translates into; else the one that was chosen last here.
const last = stored()?.getItem(TO_KEY);
const wanted = [last, lang, page.own[1], ...codes].find((code) => code && code !== from0 && codes.includes(code));
const to = signal(wanted ?? from0);
effect(() => void stored()?.setItem(TO_KEY, to.value));
const model = new WordsModel({
  document: page.draft.document,
  own: page.own[0] ?? 'en',
  version: page.of === 'released' ? page.draft.base : null,
  fetch: window.fetch.bind(window),
  address,
  token,
  storage: stored(),
  storageKey: `podium-words-${page.trade}-${page.account}-${page.of}`,
});
const place = part('words');
place.replaceChildren();
render(html`<${WordsState} model=${model} signIn=${page.sign_in} />`, part('save-state'));
render(html`<${WordsPage} model=${model} from=${from} to=${to} languages=${page.languages} />`, place);
addEventListener('online', () => void model.flush());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) void model.flush();
});
addEventListener('pagehide', () => {
  const field = document.activeElement;
  if (field instanceof HTMLTextAreaElement) field.dispatchEvent(new Event('change'));
});
