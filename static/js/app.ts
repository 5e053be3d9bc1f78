// Every page: attach the behaviours that its elements ask for.
import { attachAll } from './behaviours/attach';
import { age } from './behaviours/age';
import { confirm } from './behaviours/confirm';
import { enrolment } from './behaviours/enrolment';
import { find } from './behaviours/find';
import { flag } from './behaviours/flag';
import { fold } from './behaviours/fold';
import { job } from './behaviours/job';
import { menu } from './behaviours/menu';
import { picture } from './behaviours/picture';
import { print } from './behaviours/print';
import { readerTimes } from './behaviours/reader_time';
import { rows } from './behaviours/rows';
import { sift } from './behaviours/sift';
import { submitOnce } from './behaviours/submit_once';
import { swatch } from './behaviours/swatch';
import { theme } from './behaviours/theme';
import { ticks } from './behaviours/ticks';
import { total } from './behaviours/total';
import { loadCatalogue } from './i18n';

const behaviours = {
  age,
  confirm,
  enrolment,
  find,
  flag,
  fold,
  job,
  menu,
  picture,
  print,
  rows,
  sift,
  swatch,
  theme,
  ticks,
  total,
  'reader-time': readerTimes,
  'submit-once': submitOnce,
};

attachAll(document, { theme, fold, menu, find, rows, 'submit-once': submitOnce });
await loadCatalogue();
attachAll(document, behaviours);
