// Pages that follow published boards: a trade, the event's home, the medal table.
import { homePage } from './board/home_page';
import { medalsPage } from './board/medals_page';
import { tradePage } from './board/trade_page';
import { loadCatalogue } from './i18n';

await loadCatalogue();
const pages: Readonly<Record<string, () => void>> = { trade: tradePage, home: homePage, medals: () => medalsPage() };
pages[document.body.dataset['page'] ?? '']?.();
