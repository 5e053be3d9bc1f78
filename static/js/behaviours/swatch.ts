// A colour as six digits and as the browser's own picker; the two follow each other. Without script only the digits are there.

const HEX = /^#[0-9a-f]{6}$/i;

/** Bind the picker to the text beside it. */
export function swatch(element: HTMLElement): void {
  const wheel = element.querySelector<HTMLInputElement>('[data-part="wheel"]');
  const text = element.querySelector<HTMLInputElement>('input:not([data-part])');
  if (!wheel || !text) return;
  wheel.hidden = false;
  wheel.addEventListener('input', () => {
    text.value = wheel.value;
  });
  text.addEventListener('input', () => {
    const written = text.value.startsWith('#') ? text.value : `#${text.value}`;
    if (HEX.test(written)) wheel.value = written.toLowerCase();
  });
}
