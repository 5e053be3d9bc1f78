// Repeated rows of a form: "Add a row" copies the template beside them, "Remove" takes a row away and moves the focus on.
// Names in the template carry __row__, which becomes the next free number; the server reads the rows by those numbers.
// Without script both buttons send the form, which comes back with one row more or less.

const PLACE = '__row__';

/** Let rows come and go without a round trip. Fires "rows" on the element after every change. */
export function rows(element: HTMLElement): void {
  const list = element.querySelector<HTMLElement>('[data-rows]');
  const template = element.querySelector<HTMLTemplateElement>('template[data-rows-template]');
  if (!list || !template) return;
  let next = list.querySelectorAll('[data-row]').length;
  element.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button') : null;
    if (!button || !element.contains(button)) return;
    if (button.hasAttribute('data-rows-add')) {
      event.preventDefault();
      list.append(copy(template, next));
      next += 1;
      list.lastElementChild?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    } else if (button.hasAttribute('data-rows-remove')) {
      event.preventDefault();
      const row = button.closest('[data-row]');
      const neighbour = beside(row?.nextElementSibling) ?? beside(row?.previousElementSibling);
      row?.remove();
      const target = neighbour?.querySelector<HTMLElement>('[data-rows-remove]');
      (target ?? element.querySelector<HTMLElement>('[data-rows-add]'))?.focus();
    } else {
      return;
    }
    element.dispatchEvent(new CustomEvent('rows'));
  });
}

/** Return a neighbour that is a row too, not the head of the table. */
function beside(element: Element | null | undefined): Element | null {
  return element?.hasAttribute('data-row') ? element : null;
}

/** Return a row with its number put in the place of the mark. */
function copy(template: HTMLTemplateElement, number: number): DocumentFragment {
  const row = template.content.cloneNode(true) as DocumentFragment;
  for (const part of row.querySelectorAll('*')) {
    for (const attribute of part.attributes) {
      if (attribute.value.includes(PLACE)) attribute.value = attribute.value.replaceAll(PLACE, String(number));
    }
  }
  return row;
}
