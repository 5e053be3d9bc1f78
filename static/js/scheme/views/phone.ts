// The draft on a narrow screen: a list of rows, each opens as a form.
import { useComputed } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import { chosen, figure } from '../../judge/words';
import { ZERO } from '../amounts';
import type { GridState } from '../grid_state';
import type { Line, Row } from '../outline';
import { markText } from '../sentences';

export function PhoneList({ grid }: { readonly grid: GridState }): VNode {
  const drawn = useRef(new Map<string, VNode>());
  const next = new Map<string, VNode>();
  for (const { id, kind } of grid.model.lines.value) next.set(id, drawn.current.get(id) ?? html`<${PhoneRow} key=${id} grid=${grid} id=${id} kind=${kind} />`);
  drawn.current = next;
  return html`<ul class="sphone">${[...next.values()]}</ul>`;
}

function PhoneRow({ grid, id, kind }: { readonly grid: GridState; readonly id: string; readonly kind: Line['kind'] }): VNode {
  const { model } = grid;
  const row = useMemo(() => model.row(id), [id]);
  const code = useComputed(() => model.codes.value.get(id) ?? '');
  const problems = useMemo(() => model.problemsOf(id), [id]);
  const mark = useComputed(() => {
    const totals = model.totals.value;
    if (kind === 'aspect') return '';
    return markText((kind === 'sub' ? totals.subCriteria.get(id) : totals.criteria.find((each) => each.id === id)?.mark) ?? ZERO);
  });
  const worst = problems.value.find((each) => each.severity === 'error') ?? problems.value[0];
  const open = (): void => {
    grid.goTo({ row: id, column: 3 });
    grid.form.value = { row: id, cell: '' };
  };
  const text = textIn(row.value, grid.language.value);
  const shown = row.value.kind === 'aspect' ? figure(row.value.max) : mark.value;
  const flag = worst ? html`<span class=${`flagged ${worst.severity}`}>${icon(worst.severity === 'error' ? 'refused' : 'warn')}<span class="sr">${worst.severity === 'error' ? t('error') : t('to look at')}</span></span>` : null;
  return html`<li class=${kind}><button type="button" onClick=${open}><b><bdi dir="ltr">${code.value}</bdi></b>
    <span class=${text ? '' : 'none'} dir="auto">${text || t('Nothing written yet')}</span>${flag}<span class="num">${shown}</span></button></li>`;
}

function textIn(row: Row, language: string): string {
  const words = row.kind === 'aspect' ? row.description : row.name;
  return words[language] ?? chosen(words).text;
}
