// A field in which a flag is sought: what is typed as a name becomes its code, and the picture follows.

/** Show the flag of the code in the field; data-flags is the address of the folder with the pictures. */
export function flag(element: HTMLElement): void {
  const field = element.querySelector<HTMLInputElement>('input[list]');
  const place = element.querySelector<HTMLElement>('[data-part="flag"]');
  const options = [...element.querySelectorAll<HTMLOptionElement>('datalist option')];
  const folder = element.dataset['flags'];
  if (!field || !place || !folder) return;
  const codes = new Set(options.map((option) => option.value));
  const byName = new Map(options.map((option) => [option.label.toLowerCase(), option.value]));
  const follow = (): void => {
    const typed = field.value.trim().toLowerCase();
    const code = byName.get(typed) ?? typed;
    const picture = document.createElement(codes.has(code) ? 'img' : 'span');
    picture.className = 'flag';
    if (picture instanceof HTMLImageElement) {
      picture.alt = '';
      picture.src = `${folder}${code}.svg`;
    }
    place.replaceChildren(picture);
  };
  field.addEventListener('input', follow);
  field.addEventListener('change', () => {
    const code = byName.get(field.value.trim().toLowerCase());
    if (code) field.value = code;
    follow();
  });
}
