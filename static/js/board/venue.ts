// The event's side of the page: its language, zone and clock, and the pieces that the server has drawn for copying.
import { lang } from '../page';
import { figuresFor } from './figures';
import type { Text } from './shapes';
import { chosen, second, type Words } from './text';

const { defaultLang = 'en', secondLang = defaultLang, timezone = 'UTC', clock = '0' } = document.body.dataset;

export const figures = figuresFor(lang, timezone);
/** Milliseconds from real time to the event's. */
export const clockOffset = (Number(clock) || 0) * 1000;

/** The words of a text for this reader. */
export function words(text: Text): Words {
  return chosen(text, lang, defaultLang);
}

/** The line below, or null. */
export function below(text: Text): Words | null {
  return second(text, lang, secondLang);
}

/** Copy what the server drew for copying: the first element inside `<template data-part="name">`. */
export function part(name: string, selector = '*'): HTMLElement {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`);
  const found = template?.content.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`the page has no part "${name}"`);
  return found.cloneNode(true) as HTMLElement;
}

/** Copy all that is inside a template. */
export function parts(name: string): DocumentFragment {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`);
  if (!template) throw new Error(`the page has no part "${name}"`);
  return template.content.cloneNode(true) as DocumentFragment;
}

/** Read a document that came with the page, null when there is none. */
export function embedded<T>(name: string): T | null {
  const text = document.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`)?.content.textContent;
  return text ? (JSON.parse(text) as T) : null;
}
