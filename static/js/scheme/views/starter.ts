// What to do with a draft that has no aspects yet.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import type { GridState } from '../grid_state';
import type { EditorDeeds } from '../deeds';

export function Starter({ grid, deeds }: { readonly grid: GridState; readonly deeds: EditorDeeds }): VNode {
  const isEmpty = grid.model.lines.value.length === 0;
  const begin = (): void => {
    if (isEmpty) deeds.addCriterion();
    else {
      const sub = grid.lines.find((line) => line.kind === 'sub') ?? grid.lines[0];
      if (sub) grid.goTo({ row: sub.id, column: 3 });
      deeds.addRow();
    }
  };
  return html`<div class="empty starter"><h2>${t('A trade can be marked when its scheme adds up to 100')}</h2>
    <p>${t('Name the criterion and the sub-criterion, then type aspects as in a spreadsheet. Or copy your list from a spreadsheet (type, description, mark, section, requirement, in any order), choose the sub-criterion and paste.')}</p>
    <div class="row"><button type="button" class="button primary" onClick=${begin}>${icon('plus')}${isEmpty ? t('First criterion') : t('First aspect')}</button></div></div>`;
}
