// A chosen picture is shown in its frame before it is sent; taking it away empties the frame.

const PICTURES = /^image\/(png|jpeg|webp)$/;

/** Show what the file field holds; the policy of the page allows data addresses, no others. */
export function picture(element: HTMLElement): void {
  const field = element.querySelector<HTMLInputElement>('input[type="file"]');
  const frame = element.querySelector<HTMLElement>('[data-part="frame"]');
  const remove = element.querySelector<HTMLInputElement>('[data-part="remove"]');
  if (!field || !frame) return;
  const before = [...frame.childNodes];
  field.addEventListener('change', () => {
    const file = field.files?.[0];
    if (!file || !PICTURES.test(file.type)) {
      frame.replaceChildren(...before);
      return;
    }
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const image = document.createElement('img');
      image.alt = '';
      image.src = String(reader.result);
      frame.replaceChildren(image);
    });
    reader.readAsDataURL(file);
    if (remove) remove.checked = false;
  });
  remove?.addEventListener('change', () => {
    if (remove.checked) field.value = '';
    frame.toggleAttribute('data-gone', remove.checked);
    if (!remove.checked) frame.replaceChildren(...before);
  });
}
