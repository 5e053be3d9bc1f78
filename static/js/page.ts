// What the server wrote on the html element: language, direction, addresses of pictures.

const html = document.documentElement;

/** The language of the page, for instance "zh". */
export const lang: string = html.lang || 'en';

/** The locale for Intl: Arabic pages use Arabic-Indic digits, English dates are day first. */
export const locale: string = { ar: 'ar-u-nu-arab', en: 'en-GB', zh: 'zh-Hans-CN' }[lang] ?? lang;

/** True on pages that run from right to left. */
export const isRtl: boolean = html.dir === 'rtl';

/** Return the address of one icon in the sprite. */
export function iconUrl(name: string): string {
  return `${html.dataset['icons'] ?? ''}#${name}`;
}

/** Return the address of a flag by the code of its file, for instance "cn". */
export function flagUrl(country: string): string {
  return `${html.dataset['flags'] ?? ''}${country.toLowerCase()}.svg`;
}

/** Make an icon element, silent for those who hear the page. */
export function icon(name: string, extra = ''): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', `icon ${extra}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', iconUrl(name));
  svg.append(use);
  return svg;
}
