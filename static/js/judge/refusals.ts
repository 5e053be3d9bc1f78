// Sentences for what a field refuses, and for why a page takes no marks.
import { t } from '../i18n';
import type { Refusal } from './refusal';
import { figure } from './words';

/** Say why a typed value was not taken, and that it was kept. */
export function fieldSentence({ code, params }: Pick<Refusal, 'code' | 'params'>, typed: string): string {
  const kept = t('Your %(typed)s is kept here until you change it.', { typed });
  return `${reason(code, params)} ${kept}`;
}

function reason(code: string, params: Readonly<Record<string, string>>): string {
  switch (code) {
    case 'number_missing':
      return t('A number is needed.');
    case 'number_too_long':
      return t('The number is too long.');
    case 'number_ambiguous':
      return t('This can be read in two ways. Write the decimals with a point, thousands without a comma.');
    case 'value_not_whole':
      return t('Only whole numbers.');
    case 'value_out_of_range':
      return t('Between %(low)s and %(high)s.', { low: figure(params['low'] ?? ''), high: figure(params['high'] ?? '') });
    case 'calculation_invalid':
      return t('The scheme has no usable calculation for this aspect. Tell the chief judge.');
    default:
      return t('This is not a number.');
  }
}

/** Say why this person cannot mark the sheet; null where nothing stands against it. */
export function sheetSentence(code: string | null): string | null {
  switch (code) {
    case null:
      return null;
    case 'compatriot':
      return t('This competitor comes from your own team. The next judge takes your place; you cannot mark this sheet.');
    case 'conflict_of_interest':
      return t('You have declared an interest in this competitor. The next judge takes your place.');
    case 'supervises':
      return t('You supervise this sheet. The scores show when every judge is in.');
    case 'sheet_not_open':
      return t('This sheet is not open yet. It opens on its day.');
    default:
      return t('This sheet is not one of yours. You can read it, but not mark it.');
  }
}
