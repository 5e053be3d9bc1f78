// Forms of the office that help while somebody types: kept in the background, codes suggested, the zone guessed.
import { attachAll } from './behaviours/attach';
import { keep } from './behaviours/keep';
import { resend } from './behaviours/resend';
import { suggest } from './behaviours/suggest';
import { zone } from './behaviours/zone';
import { loadCatalogue } from './i18n';

attachAll(document, { suggest, resend, zone });
await loadCatalogue();
attachAll(document, { keep });
