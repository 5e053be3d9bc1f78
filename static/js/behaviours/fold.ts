// A details element that is open on wide pages and folded on narrow ones.

const NARROW = '(width < 62rem)';

/** Fold on narrow pages, unfold when the page gets wide again. */
export function fold(element: HTMLElement): void {
  if (!(element instanceof HTMLDetailsElement)) return;
  const narrow = matchMedia(NARROW);
  const apply = (): void => {
    element.open = !narrow.matches;
  };
  narrow.addEventListener('change', apply);
  apply();
}
