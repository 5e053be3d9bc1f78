// The keyboard: a digit enters the score of the aspect that has the focus, Enter goes to what is missing next.
import { choiceCount } from './calculations';
import { fieldKind } from './fields';
import { missing } from './progress';
import type { SheetModel } from './sheet';
import type { Aspect, Value } from './types';
import { digitOf } from './words';

const SCORES = 4;

/** Attach the keys to the element that holds the fields. */
export function attachKeys(place: HTMLElement, model: SheetModel): void {
  place.addEventListener('keydown', (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && target instanceof HTMLInputElement) void enterKey(event, target, model);
    else if (!(target instanceof HTMLTextAreaElement) && !isText(target)) digitKey(event, target, model);
  });
}

/** Bring the next field without a value into view and focus it; after the last one the first. */
export function goToMissing(model: SheetModel): void {
  const cells = model.cells.peek();
  const here = document.activeElement?.closest<HTMLElement>('[data-aspect]')?.dataset['aspect'];
  const from = cells.findIndex((cell) => cell.aspect.id === here);
  const open = new Set(missing(cells).map((cell) => cell.aspect.id));
  const order = [...cells.slice(from + 1), ...cells.slice(0, from + 1)];
  const next = order.find((cell) => open.has(cell.aspect.id));
  if (next) goToAspect(next.aspect.id);
}

/** Bring one aspect into view and focus its field. */
export function goToAspect(id: string): void {
  const section = document.getElementById(`a-${id}`);
  section?.scrollIntoView({ block: 'start' });
  const wanted = ['input:checked', 'input:not([disabled])', 'button:not([disabled])'];
  const field = wanted.map((kind) => section?.querySelector<HTMLElement>(kind)).find(Boolean);
  field?.focus({ preventScroll: true });
}

async function enterKey(event: KeyboardEvent, target: HTMLInputElement, model: SheetModel): Promise<void> {
  event.preventDefault();
  const aspect = aspectAt(target, model);
  if (aspect && isText(target) && !(await model.commit(aspect))) return;
  goToMissing(model);
}

function digitKey(event: KeyboardEvent, target: HTMLElement, model: SheetModel): void {
  const digit = digitOf(event.key);
  const aspect = aspectAt(target, model);
  const cell = model.cells.peek().find((each) => each.aspect === aspect);
  if (digit === null || !aspect || !cell?.open || cell.state === 'conflict') return;
  const value = valueOf(aspect, digit);
  if (!value) return;
  event.preventDefault();
  void model.enter(aspect, value);
  const section = target.closest('[data-aspect]');
  section?.querySelector<HTMLElement>(`input[type="radio"][value="${value.v ?? ''}"]`)?.focus({ preventScroll: true });
}

/** Return what a digit means in the field of an aspect, null when it means nothing there. */
function valueOf(aspect: Aspect, digit: number): Value | null {
  const v = String(digit);
  switch (fieldKind(aspect)) {
    case 'scale':
      return digit < SCORES ? { t: 'judgement', v } : null;
    case 'yes_no':
      return digit < 2 ? { t: 'measure', v } : null;
    case 'choice':
      return digit >= 1 && digit <= choiceCount(aspect.calculation, aspect.max) ? { t: 'measure', v } : null;
    case 'number':
      return null;
  }
}

function aspectAt(target: HTMLElement, model: SheetModel): Aspect | undefined {
  const id = target.closest<HTMLElement>('[data-aspect]')?.dataset['aspect'];
  return model.sheet.peek().aspects.find((aspect) => aspect.id === id);
}

function isText(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && target.type !== 'radio';
}
