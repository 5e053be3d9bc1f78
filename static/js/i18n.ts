// Sentences of scripts: English in the source, the page's language from its catalogue.
//   t('Recorded %(time)s', { time })      tn('%(num)s mark not sent', '%(num)s marks not sent', count)
// A catalogue maps the English sentence to its translation, or to one translation a plural category (CLDR names).

export type Params = Readonly<Record<string, string | number>>;
export type Plurals = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export interface Catalogue {
  readonly lang: string;
  readonly messages: Readonly<Record<string, string | Plurals>>;
}

const EMPTY: Catalogue = { lang: 'en', messages: {} };
let catalogue = EMPTY;
let plurals = new Intl.PluralRules('en');

/** Use a catalogue from now on. */
export function useCatalogue(next: Catalogue): void {
  catalogue = next;
  plurals = new Intl.PluralRules(next.lang);
}

/** Load the catalogue that the page names; English needs none. A page without it speaks English rather than nothing. */
export async function loadCatalogue(html: HTMLElement = document.documentElement): Promise<void> {
  const address = html.dataset['catalogue'];
  if (!address || html.lang === 'en') return;
  try {
    const answer = await fetch(address);
    if (answer.ok) useCatalogue((await answer.json()) as Catalogue);
  } catch {
    useCatalogue(EMPTY);
  }
}

/** Translate a sentence; %(name)s stands for a parameter. */
export function t(message: string, params: Params = {}): string {
  const found = catalogue.messages[message];
  return fill(typeof found === 'string' && found ? found : message, params);
}

/** Translate a sentence that counts; %(num)s stands for the count as it is given in params.num, else for the number. */
export function tn(singular: string, plural: string, count: number, params: Params = {}): string {
  const found = catalogue.messages[singular];
  const translated = typeof found === 'object' ? (found[plurals.select(count)] ?? found.other) : undefined;
  return fill(translated || (count === 1 ? singular : plural), { num: count, ...params });
}

function fill(message: string, params: Params): string {
  return message.replaceAll(/%\((\w+)\)s|%%/g, (whole, name?: string) => {
    if (name === undefined) return '%';
    return name in params ? String(params[name]) : whole;
  });
}
