// The hall screen: boards and the medal table in turn, for days, without a hand.
import { startScreen } from './screen/turn';
import { loadCatalogue } from './i18n';

await loadCatalogue();
startScreen();
