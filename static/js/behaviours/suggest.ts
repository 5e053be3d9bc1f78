// A code that follows from a name while nobody has written one: data-suggest names the inputs to read, the first with words counts.

const LONGEST = 58;

/** Return what a name would be as a code in an address: small Latin letters, digits, hyphens. */
export function slug(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '');
  const code = plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return code.slice(0, LONGEST).replaceAll(/^-+|-+$/g, '');
}

/** Suggest a code until somebody writes another one. */
export function suggest(element: HTMLElement): void {
  if (!(element instanceof HTMLInputElement)) return;
  const names = (element.dataset['suggest'] ?? '').split(' ').filter(Boolean);
  const inputs = names.map((name) => element.form?.elements.namedItem(name)).filter((each) => each instanceof HTMLInputElement);
  let own = element.value !== '' && !inputs.some((input) => slug(input.value) === element.value);
  for (const input of inputs) {
    input.addEventListener('input', () => {
      if (own) return;
      element.value = inputs.map((each) => slug(each.value)).find((code) => code.length > 1) ?? '';
    });
  }
  element.addEventListener('input', () => {
    own = element.value !== '';
  });
}
