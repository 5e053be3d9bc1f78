// A long list of boxes with a field that leaves only what matches; ticked ones always stay in sight.

/** Return the letters of a word as they are compared: no case, no accents. */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Filter the lines below the field. Enter does not send the form. */
export function sift(element: HTMLElement): void {
  const field = element.querySelector<HTMLInputElement>('[data-part="sift"]');
  if (!field) return;
  field.hidden = false;
  const lines = [...element.querySelectorAll<HTMLElement>('[data-part="sifted"]')].map((line) => ({
    line,
    words: plain(line.textContent ?? ''),
    box: line.querySelector<HTMLInputElement>('input'),
  }));
  const show = (): void => {
    const wanted = plain(field.value.trim());
    for (const { line, words, box } of lines) line.hidden = !words.includes(wanted) && !box?.checked;
  };
  field.addEventListener('input', show);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
}
