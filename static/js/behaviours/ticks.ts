// A table of lines with boxes: the box in its head ticks them all, and the page says how many are ticked.
import { locale } from '../page';
import { tn } from '../i18n';

const write = new Intl.NumberFormat(locale);

/** Tick all or none; the words in data-part="ticked" follow, and what needs a tick is off without one. */
export function ticks(element: HTMLElement): void {
  const all = element.querySelector<HTMLInputElement>('input[data-part="all"]');
  const told = element.querySelector<HTMLElement>('[data-part="ticked"]');
  const boxes = (): HTMLInputElement[] => [...element.querySelectorAll<HTMLInputElement>('input[data-part="tick"]')];
  if (!all && !told) return;
  all?.closest<HTMLElement>('[hidden]')?.removeAttribute('hidden');
  const tell = (): void => {
    const count = boxes().filter((box) => box.checked).length;
    if (all) {
      all.checked = count > 0 && count === boxes().length;
      all.indeterminate = count > 0 && !all.checked;
    }
    if (told) told.textContent = tn('%(num)s line is ticked', '%(num)s lines are ticked', count, { num: write.format(count) });
    for (const button of element.querySelectorAll<HTMLButtonElement>('[data-needs-tick]')) button.disabled = count === 0;
  };
  all?.addEventListener('change', () => {
    for (const box of boxes()) if (!box.disabled) box.checked = all.checked;
    tell();
  });
  element.addEventListener('change', tell);
  tell();
}

