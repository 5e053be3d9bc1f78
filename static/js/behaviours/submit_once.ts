// A form that is sent once: a second press while the first is under way does nothing.

/** Refuse further submits until the page is shown again. */
export function submitOnce(element: HTMLElement): void {
  let sent = false;
  element.addEventListener('submit', (event) => {
    if (sent) event.preventDefault();
    sent = true;
    element.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', () => {
    sent = false;
    element.removeAttribute('aria-busy');
  });
}
