// The steel rule as in templates/components/rule.html: what is done of a whole, on a bar with ticks.
import type { VNode } from 'preact';
import { html } from '../../judge/views/html';

const TICKS = 10;

interface RuleProps {
  readonly done: bigint | number;
  readonly total: bigint | number;
  readonly kind?: '' | 'late' | 'wait';
}

export function Rule({ done, total, kind = '' }: RuleProps): VNode {
  const share = Math.min(Math.max(Number(done) / (Number(total) || 1), 0), 1);
  const ticks = Array.from({ length: TICKS - 1 }, (_, at) => `M${((at + 1) * 100) / TICKS} 0V8`).join('');
  return html`<svg class=${`rule mirror ${kind}`.trim()} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bed" width="100" height="8" /><rect class="done" width=${(share * 100).toFixed(2)} height="8" /><path class="tick" d=${ticks} /></svg>`;
}
