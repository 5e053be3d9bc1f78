// Templates without eval (the CSP forbids it), and the few pieces that every view uses.
import htm from 'htm';
import { h } from 'preact';
import type { ComponentChildren, VNode } from 'preact';
import { iconUrl } from '../../page';
import type { Text } from '../types';
import { chosen, second } from '../words';

export type View = VNode | null;
export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** Return what draws a thing once and gives the same drawing until the thing, or what lies around it, is another one. */
export function keeper<Thing extends object>(draw: (thing: Thing) => VNode, around: () => object): (thing: Thing) => VNode {
  let drawn = new WeakMap<Thing, VNode>();
  let within: object | null = null;
  return (thing) => {
    if (within !== around()) drawn = new WeakMap();
    within = around();
    const known = drawn.get(thing) ?? draw(thing);
    drawn.set(thing, known);
    return known;
  };
}

/** A picture, silent for those who hear the page. */
export function icon(name: string, extra = ''): VNode {
  return html`<svg class=${`icon ${extra}`.trim()} aria-hidden="true"><use href=${iconUrl(name)} /></svg>`;
}

/** A text of the scheme in the reader's language. */
export function words(text: Text | null): ComponentChildren {
  const first = chosen(text);
  return first.lang ? html`<bdi lang=${first.lang}>${first.text}</bdi>` : first.text;
}

/** The same text in the other language, on a line of its own. */
export function below(text: Text | null): View {
  const other = second(text);
  return other && html`<span class="other" lang=${other.lang}><bdi>${other.text}</bdi></span>`;
}
