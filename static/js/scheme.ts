// The page of the marking scheme editor: the draft lies in the page as JSON, so that it is there before any request.
import { loadCatalogue } from './i18n';
import { venue } from './judge/words';
import { startEditor } from './scheme/app';
import type { EditorPage } from './scheme/app';

function part(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (!found) throw new Error(`the page has no ${name}`);
  return found;
}

const island = part('scheme-data');
const { token = '', address = '' } = island.dataset;
const page = JSON.parse(island.textContent ?? '') as EditorPage;
venue.timeZone = page.zone;
venue.offset = page.offset;
await loadCatalogue();
startEditor(page, { body: part('editor'), state: part('save-state'), approval: document.querySelector('[data-part="approval"]'), token, address });
