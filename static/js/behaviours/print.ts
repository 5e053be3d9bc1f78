// A button that opens the browser's print dialog; without script it is not there.

/** Print the page. */
export function print(element: HTMLElement): void {
  element.hidden = false;
  element.addEventListener('click', () => window.print());
}
