// All aspects at a glance, beside the fields where the tablet lies across.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { shown } from '../fields';
import type { Cell, SheetModel } from '../sheet';
import { html, keeper, words } from './html';
import { stateIcon } from './badge';

const nothing = {};
const line = keeper(item, () => nothing);

export function Rail({ model }: { readonly model: SheetModel }): VNode {
  return html`<nav class="rail" aria-label=${t('Aspects')}><ol>${model.cells.value.map(line)}</ol></nav>`;
}

function item(cell: Cell): VNode {
  const { aspect, state, value, entry } = cell;
  const both = state === 'conflict' ? ` / ${shown(aspect, entry?.current?.value ?? null)}` : '';
  const written = cell.typed ?? `${shown(aspect, value)}${both}`;
  const mood = aspect.state === 'disagree' ? 'conflict' : state;
  return html`<li class=${mood} key=${aspect.id}><a href=${`#a-${aspect.id}`}>
    <b><bdi dir="ltr">${aspect.code}</bdi></b><span>${words(aspect.description)}</span><em dir="auto">${written}</em>
    ${stateIcon(cell)}
  </a></li>`;
}
