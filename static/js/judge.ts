// The judging sheet's page: the sheet lies in the page as JSON, so that it is there before any request.
import { loadCatalogue } from './i18n';
import { startSheet } from './judge/app';
import type { Sheet } from './judge/types';
import { venue } from './judge/words';

function part(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

const island = part('[data-part="sheet-data"]');
const { account = '', token = '', signIn = '/judge/sign-in', zone = '', clockOffset = '0' } = island.dataset;
venue.timeZone = zone;
venue.offset = Number(clockOffset);
await loadCatalogue();
await startSheet(JSON.parse(island.textContent ?? '') as Sheet, {
  net: part('[data-part="net"]'),
  head: part('[data-part="head"]'),
  body: part('#main'),
  foot: part('[data-part="foot"]'),
  account,
  token,
  signIn,
});
