// Short news at the foot of the page; it stays while the pointer or the focus is on it.
import { icon } from '../page';

export interface Toast {
  readonly message: string;
  readonly icon?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Seconds on the page; a toast with an action stays until it is dealt with unless told otherwise. */
  readonly seconds?: number;
}

const USUAL_SECONDS = 8;

/** Show a toast in the page's polite live region. Return what removes it. */
export function toast(news: Toast): () => void {
  const place = document.querySelector<HTMLElement>('[data-part="toasts"]') ?? document.body;
  const box = document.createElement('div');
  box.className = 'toast';
  const words = document.createElement('span');
  words.textContent = news.message;
  box.append(icon(news.icon ?? 'recorded'), words);
  const remove = (): void => box.remove();
  if (news.action) {
    const { label, run } = news.action;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button small push';
    button.textContent = label;
    button.addEventListener('click', () => {
      remove();
      run();
    });
    box.append(button);
  }
  place.append(box);
  const seconds = news.seconds ?? (news.action ? 0 : USUAL_SECONDS);
  if (seconds > 0) leaveAfter(box, seconds);
  return remove;
}

function leaveAfter(box: HTMLElement, seconds: number): void {
  const leave = (): void => {
    if (box.matches(':hover, :focus-within')) setTimeout(leave, 1000);
    else box.remove();
  };
  setTimeout(leave, seconds * 1000);
}
