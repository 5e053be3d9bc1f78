// How far the judge is with a sheet, and why it cannot be signed yet.
import { t, tn } from '../i18n';
import type { Cell, SheetModel } from './sheet';
import { count } from './words';

/** The cells that the judge still has to fill. */
export function missing(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell) => cell.open && (cell.value === null || cell.state === 'invalid'));
}

/** Return the reasons in the order in which the judge can do something about them. */
export function reasonsNotToSign(model: SheetModel): string[] {
  const cells = model.cells.value;
  const many = (test: (cell: Cell) => boolean): number => cells.filter(test).length;
  const empty = missing(cells).length;
  const choose = many(({ state }) => state === 'conflict');
  const refused = many(({ state }) => state === 'refused');
  const unsent = model.waiting.value;
  const disagree = many(({ aspect }) => aspect.state === 'disagree');
  const others = many(({ aspect, value }) => aspect.waiting_for > 0 && value !== null);
  return [
    empty ? tn('%(num)s missing', '%(num)s missing', empty, { num: count(empty) }) : '',
    choose ? tn('%(num)s to choose', '%(num)s to choose', choose, { num: count(choose) }) : '',
    refused ? tn('%(num)s not accepted', '%(num)s not accepted', refused, { num: count(refused) }) : '',
    disagree ? tn('%(num)s too far apart', '%(num)s too far apart', disagree, { num: count(disagree) }) : '',
    unsent ? tn('%(num)s not sent', '%(num)s not sent', unsent, { num: count(unsent) }) : '',
    others ? tn('%(num)s waits for other judges', '%(num)s wait for other judges', others, { num: count(others) }) : '',
  ].filter(Boolean);
}

/** What is said aloud when it changes: not every tap, only where the judge stands with the server. */
export function spoken(model: SheetModel, offline: boolean): string {
  const unsent = model.waiting.value;
  if (offline && unsent) {
    return tn('No network. %(num)s mark is kept on this tablet.', 'No network. %(num)s marks are kept on this tablet.', unsent, { num: count(unsent) });
  }
  if (offline) return t('No network.');
  return unsent ? '' : t('Everything is recorded.');
}
