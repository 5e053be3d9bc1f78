// data-behaviour="menu age": each word names a behaviour; an element gets each of them once.

export type Behaviour = (element: HTMLElement) => void;

const attached = new WeakMap<Element, Set<string>>();

/** Attach behaviours to every element below root that asks for them; safe to call again after new elements came. */
export function attachAll(root: ParentNode, behaviours: Readonly<Record<string, Behaviour>>): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-behaviour]')) {
    for (const name of wanted(element)) {
      const behaviour = behaviours[name];
      const done = attached.get(element) ?? new Set<string>();
      if (!behaviour || done.has(name)) continue;
      attached.set(element, done.add(name));
      behaviour(element);
    }
  }
}

function wanted(element: HTMLElement): string[] {
  return (element.dataset['behaviour'] ?? '').split(' ').filter(Boolean);
}
