// Put words into marked fields; what is right already is left alone, so that nothing flickers and focus stays.
import type { Words } from './text';

/** The first field of a name below an element, or the element itself when it is that field. */
export function field(root: Element, name: string): HTMLElement | null {
  if (root instanceof HTMLElement && root.dataset['field'] === name) return root;
  return root.querySelector<HTMLElement>(`[data-field="${name}"]`);
}

/** Write plain words into a field. */
export function write(root: Element, name: string, text: string): void {
  const element = field(root, name);
  if (element && element.textContent !== text) element.textContent = text;
}

/** Write words that may be in another language than the page. */
export function writeWords(root: Element, name: string, words: Words | null): void {
  const element = field(root, name);
  if (!element) return;
  write(root, name, words?.text ?? '');
  language(element, words?.lang ?? '');
}

/** Say which language an element is in; "" for the page's own. */
export function language(element: Element, lang: string): void {
  if (lang) attribute(element, 'lang', lang);
  else if (element.hasAttribute('lang')) element.removeAttribute('lang');
}

/** Set an attribute where it differs. */
export function attribute(element: Element | null, name: string, value: string): void {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Show or hide. */
export function shown(element: HTMLElement | null, visible: boolean): void {
  if (element && element.hidden === visible) element.hidden = !visible;
}

/** Put a piece into a place, in exchange for what is there. kind: what it shows; the same kind is kept. */
export function place(element: HTMLElement | null, kind: string, make: () => HTMLElement | null): HTMLElement | null {
  if (!element) return null;
  const there = element.firstElementChild;
  if (element.dataset['kind'] === kind && there instanceof HTMLElement) return there;
  const piece = kind ? make() : null;
  element.replaceChildren(...(piece ? [piece] : []));
  element.dataset['kind'] = kind;
  return piece;
}
