// The tools above the grid; each has its key, and all of them work on the row with the focus.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import type { Deeds } from '../grid_keys';
import type { GridState } from '../grid_state';
import { languageName } from '../sentences';

export interface ToolbarProps {
  readonly grid: GridState;
  readonly deeds: Deeds & { addCriterion(): void };
  readonly languages: readonly string[];
}

export function Toolbar({ grid, deeds, languages }: ToolbarProps): VNode {
  const { model } = grid;
  const hasRows = model.lines.value.length > 0;
  return html`<div class="stools" role="toolbar" aria-label=${t('Edit rows')}>
    <span class="tg">
      ${tool(t('Undo'), 'undo', 'Control+Z', () => deeds.undo(), !model.canUndo.value, true)}
      ${tool(t('Redo'), 'redo', 'Control+Y', () => deeds.redo(), !model.canRedo.value, true)}
    </span>
    <span class="tg">
      ${tool(t('Aspect'), 'plus', 'Control+Enter', () => deeds.addRow(), !hasRows)}
      ${tool(t('Sub-criterion'), 'plus', 'Control+Shift+Enter', () => deeds.addSub(), !hasRows)}
      ${tool(t('Criterion'), 'plus', '', () => deeds.addCriterion(), false)}
    </span>
    <span class="tg ofrow">
      ${tool(t('Move up'), 'above', 'Alt+ArrowUp', () => deeds.move(-1), !hasRows, true)}
      ${tool(t('Move down'), 'below', 'Alt+ArrowDown', () => deeds.move(1), !hasRows, true)}
      ${tool(t('Delete row'), 'trash', 'Control+Delete', () => deeds.remove(), !hasRows, true)}
      ${tool(t('Open as form'), 'form', 'Shift+F2', () => deeds.openForm(), !hasRows, true)}
    </span>
    <span class="tg push">
      <label class="lang">${icon('globe')}<span class="sr">${t('Language of the texts')}</span>
        <select class="input" value=${grid.language.value} onChange=${(event: Event) => (grid.language.value = (event.target as HTMLSelectElement).value)}>
          ${languages.map((code) => html`<option value=${code} selected=${code === grid.language.value}>${languageName(code)}</option>`)}
        </select></label>
    </span>
    <span class="tg ofrow">${tool(t('Keys'), 'keys', 'F1', () => deeds.help(), false, true)}</span>
  </div>`;
}

function tool(name: string, picture: string, keys: string, run: () => void, disabled: boolean, bare = false): VNode {
  const shown = keys.replace('Control', t('Ctrl')).replace('ArrowUp', '↑').replace('ArrowDown', '↓').replace('Shift', t('Shift')).replace('Delete', t('Del'));
  const title = keys ? `${name} (${shown})` : name;
  return html`<button type="button" class=${`button quiet small${bare ? ' bare' : ''}`} title=${title} aria-keyshortcuts=${keys || null} disabled=${disabled} onClick=${run}>
    ${icon(picture)}<span class=${bare ? 'sr' : ''}>${name}</span></button>`;
}
