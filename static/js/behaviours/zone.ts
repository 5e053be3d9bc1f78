// The time zone of this computer, where nobody has chosen one: an event is mostly planned where it takes place.

/** Fill an empty field with the browser's own zone when it is among the choices. */
export function zone(element: HTMLElement): void {
  if (!(element instanceof HTMLInputElement) || element.value !== '') return;
  const guess = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...(element.list?.options ?? [])].some((option) => option.value === guess);
  if (known) element.value = guess;
}
