// Numbers of repeated rows that have to add to a total: the sum is told while they are typed. The server decides.
import { figuresFor } from '../board/figures';
import { lang } from '../page';
import { t } from '../i18n';

const ZEROS = [0x30, 0x660, 0x6f0, 0xff10];
const HUNDRED = 100;

/** Return a typed number in hundredths, null for what is none; digits of the product's scripts, comma or point. */
export function hundredths(text: string): number | null {
  const latin = [...text.trim()].map((each) => {
    const zero = ZEROS.find((code) => each.charCodeAt(0) >= code && each.charCodeAt(0) < code + 10);
    return zero === undefined ? each.replace(/[,٫]/, '.') : String(each.charCodeAt(0) - zero);
  });
  const found = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(latin.join(''));
  if (!found) return null;
  return Number(found[1]) * HUNDRED + Number((found[2] ?? '').padEnd(2, '0'));
}

/** Tell the sum below the rows; it looks wrong until it is the total. */
export function total(element: HTMLElement): void {
  const told = element.querySelector<HTMLElement>('[data-part="total"]');
  const wanted = Number(element.dataset['total'] ?? '0') * HUNDRED;
  if (!told) return;
  const tell = (): void => {
    const shares = [...element.querySelectorAll<HTMLInputElement>('[data-part="share"]')].filter((each) => each.value.trim());
    const sum = shares.reduce((before, each) => before + (hundredths(each.value) ?? 0), 0);
    const figures = figuresFor(lang, 'UTC');
    told.textContent = t('%(sum)s of %(total)s', {
      sum: figures.number(sum / HUNDRED, 2),
      total: figures.number(wanted / HUNDRED, 2),
    });
    told.classList.toggle('off', sum !== wanted);
  };
  element.addEventListener('input', tell);
  element.addEventListener('rows', tell);
  tell();
}
