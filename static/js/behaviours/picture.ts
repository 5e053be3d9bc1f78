// A chosen picture is shown in its frame before it is sent; taking it away empties the frame. A large photo of a camera
// is made smaller here, so that those of a whole team go in one form; the server makes each anew in any case.

const PICTURES = /^image\/(png|jpeg|webp)$/;
const LARGE = 1024 * 1024;
const LONGEST_SIDE = 1600;

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
    if (file.type === 'image/jpeg' && file.size > LARGE) void shrink(field, file);
    if (remove) remove.checked = false;
  });
  remove?.addEventListener('change', () => {
    if (remove.checked) field.value = '';
    frame.toggleAttribute('data-gone', remove.checked);
    if (!remove.checked) frame.replaceChildren(...before);
  });
}

/** Put a smaller copy in the place of a chosen photo; what cannot be read stays as it is, and the server says why. */
async function shrink(field: HTMLInputElement, file: File): Promise<void> {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise<Blob | null>((done) => {
      canvas.toBlob(done, 'image/jpeg', 0.9);
    });
    if (!blob || blob.size >= file.size || field.files?.[0] !== file) return;
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], file.name, { type: 'image/jpeg' }));
    field.files = chosen.files;
  } catch {
    // Nothing is lost: the file goes as it is.
  }
}
