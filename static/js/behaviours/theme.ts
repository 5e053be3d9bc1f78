// Light or dark: the choice is kept in a cookie, so that the server paints the right one from the first byte.

export type Theme = 'light' | 'dark';

const COOKIE = 'theme';
const YEAR = 365 * 24 * 3600;

/** The theme that the page shows now. */
export function shownTheme(chosen: string | undefined, systemIsDark: boolean): Theme {
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return systemIsDark ? 'dark' : 'light';
}

/** Show a theme and remember it. */
export function setTheme(theme: Theme, html: HTMLElement = document.documentElement): void {
  html.dataset['theme'] = theme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', theme);
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

/** Turn a button into the switch between light and dark. */
export function theme(element: HTMLElement): void {
  const html = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const now = (): Theme => shownTheme(html.dataset['theme'], system.matches);
  const tell = (): void => element.setAttribute('aria-pressed', String(now() === 'dark'));
  element.hidden = false;
  element.addEventListener('click', () => {
    setTheme(now() === 'dark' ? 'light' : 'dark');
    tell();
  });
  system.addEventListener('change', tell);
  tell();
}
