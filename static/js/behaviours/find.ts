// The slash key goes to the search field, unless the person is typing.

/** Focus the field of a search form on "/". */
export function find(element: HTMLElement): void {
  const field = element.querySelector<HTMLInputElement>('input[type="search"]');
  if (!field) return;
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
