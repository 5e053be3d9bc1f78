// A field whose change draws the whole form anew: the form is sent at once with go set to data-resend.

/** Send the form of a field when it has changed. */
export function resend(element: HTMLElement): void {
  element.addEventListener('change', () => {
    const form = element.closest('form');
    if (!form) return;
    const button = document.createElement('button');
    button.hidden = true;
    button.name = 'go';
    button.value = element.dataset['resend'] ?? '';
    button.formNoValidate = true;
    form.append(button);
    form.requestSubmit(button);
  });
}
