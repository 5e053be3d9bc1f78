// Where a value is on its way: soft ground, icon and word, always all three.
import { t } from '../../i18n';
import type { Cell, CellState } from '../sheet';
import { clock } from '../words';
import { html, icon } from './html';
import type { View } from './html';

interface Look {
  readonly kind: string;
  readonly icon: string;
  readonly label: () => string;
}

const LOOKS: Readonly<Record<CellState, Look>> = {
  typing: { kind: 'line', icon: 'pause', label: () => t('Typing') },
  tablet: { kind: '', icon: 'tablet', label: () => t('On this tablet') },
  sending: { kind: '', icon: 'send', label: () => t('Sending') },
  recorded: { kind: 'good', icon: 'recorded', label: () => t('Recorded') },
  conflict: { kind: 'wait', icon: 'conflict', label: () => t('Choose one') },
  held: { kind: 'wait', icon: 'held', label: () => t('With the chief judge') },
  refused: { kind: 'fault', icon: 'refused', label: () => t('Not accepted') },
  invalid: { kind: 'fault', icon: 'refused', label: () => t('Not accepted') },
  missing: { kind: 'line', icon: 'missing', label: () => t('Missing') },
  locked: { kind: 'line', icon: 'lock', label: () => t('Locked') },
};

const APART: Look = { kind: 'wait', icon: 'spread', label: () => t('Too far apart') };

/** The picture of where a value is, with its name for those who hear the page. */
export function stateIcon(cell: Cell): View {
  const look = lookOf(cell);
  return html`${cell.state === 'typing' ? null : icon(look.icon)}<span class="sr">${look.label()}</span>`;
}

function lookOf({ state, aspect }: Cell): Look {
  return aspect.state === 'disagree' && state === 'recorded' ? APART : LOOKS[state];
}

export function badge(cell: Cell): View {
  const { state, receipt } = cell;
  const look = lookOf(cell);
  const detail = look === LOOKS.recorded && receipt ? `${clock(receipt.at)}, ` : '';
  return html`<span class=${`badge ${look.kind}`}>
    ${state === 'typing' ? null : icon(look.icon)}${look.label()}
    ${detail && receipt ? html` <small>${detail}<bdi dir="ltr">${receipt.code}</bdi></small>` : null}
  </span>`;
}
