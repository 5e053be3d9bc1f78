// One row of the grid. It is drawn again only when something in it, its code, its problems or the focus in it changes.
import { useComputed } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { figure } from '../../judge/words';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { ZERO } from '../amounts';
import { cellOf, placesOf, textOf, wordsOf } from '../cells';
import type { CellPlace } from '../cells';
import type { GridState, Marked } from '../grid_state';
import type { AspectRow, Line, Row } from '../outline';
import type { Problem } from '../rules';
import { cellName, howSentence, markText } from '../sentences';
import { CellField } from './field';

interface RowProps {
  readonly grid: GridState;
  readonly id: string;
  readonly kind: Line['kind'];
}

interface Shown {
  readonly row: Row;
  readonly code: string;
  readonly language: string;
  readonly problems: readonly Problem[];
  readonly sum: string;
}

/** A criterion, a sub-criterion or an aspect. */
export function GridRow({ grid, id, kind }: RowProps): VNode {
  const { model } = grid;
  // The row's own signal, since a removed row is drawn once more before it goes.
  const row = useMemo(() => model.row(id), [id]);
  const code = useComputed(() => model.codes.value.get(id) ?? '');
  const problems = useMemo(() => model.problemsOf(id), [id]);
  const active = useMemo(() => grid.activeIn(id), [id]);
  const marked = useMemo(() => grid.markedIn(id), [id]);
  const sum = useSum(grid, id, kind);
  const shown: Shown = { row: row.value, code: code.value, language: grid.language.value, problems: problems.value, sum: sum.value };
  const line = useRef<HTMLDivElement>(null);
  const tick = active.value >= 0 ? grid.focus.value : 0;
  useLayoutEffect(() => {
    if (tick === 0) return;
    const cell = line.current?.querySelector<HTMLElement>('.c.on');
    if (cell?.tabIndex === 0) cell.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tick, active.value]);
  const cells = placesOf(kind).map((place) => gridCell(grid, shown, place, active.value, marked.value));
  return html`<div role="row" ref=${line} class=${`line ${kind}${active.value >= 0 ? ' here' : ''}`} data-row=${id}>${cells}</div>`;
}

function useSum(grid: GridState, id: string, kind: Line['kind']): ReadonlySignal<string> {
  return useComputed(() => {
    if (kind === 'aspect') return '';
    const totals = grid.model.totals.value;
    const own = kind === 'sub' ? totals.subCriteria.get(id) : totals.criteria.find((each) => each.id === id)?.mark;
    return markText(own ?? ZERO);
  });
}

function gridCell(grid: GridState, shown: Shown, place: CellPlace, active: number, marked: Marked): VNode {
  const { key, from, span } = place;
  const isHere = active >= from && active < from + span;
  const isMarked = marked !== null && from <= marked[1] && from + span - 1 >= marked[0];
  const own = shown.problems.filter((each) => cellOf(each.cell, shown.row.kind) === key);
  const worst = own.find((each) => each.severity === 'error') ?? own[0];
  const state = `${isHere ? ' on' : ''}${isMarked ? ' marked' : ''}${worst ? ` ${worst.severity}` : ''}`;
  const content = html`${face(shown, place)}${worst ? flagOf(worst) : null}`;
  const isFixed = place.use === 'fixed';
  return html`<div
    key=${key}
    role=${key === 'code' ? 'rowheader' : 'gridcell'}
    class=${`c k-${key} span${span}${state}`}
    data-column=${from}
    aria-colindex=${from + 1}
    aria-colspan=${span > 1 ? span : null}
    aria-selected=${isMarked ? 'true' : null}
    aria-readonly=${isFixed ? 'true' : null}
    tabindex=${isHere && isFixed ? 0 : null}
  >${isHere && !isFixed ? html`<${CellField} grid=${grid} place=${place} row=${shown.row} code=${shown.code} problem=${worst ?? null} />` : null}${content}</div>`;
}

/** What a cell shows. */
function face(shown: Shown, { key }: CellPlace): View | string {
  const { row, language } = shown;
  switch (key) {
    case 'code':
      return html`<bdi dir="ltr">${shown.code}</bdi>`;
    case 'sum':
      return html`<span class="t">${shown.sum}</span>`;
    case 'how':
      return html`<span class="t">${howSentence(row as AspectRow)}</span>`;
    case 'day':
      return row.kind === 'sub' && row.day !== null ? html`<span class="t">${t('Day %(number)s', { number: figure(String(row.day)) })}</span>` : html`<span class="t none">${t('Day')}</span>`;
    case 'max':
    case 'section':
      return html`<span class="t">${figure(textOf(row, key, language))}</span>`;
    case 'type':
      return html`<span class="t">${textOf(row, key, language)}</span>`;
    default:
      return text(shown, key);
  }
}

/** A text in the language of the editor; in another one, where it is not written yet, paler. */
function text({ row, language }: Shown, key: string): View {
  const words = wordsOf(row, key);
  const own = words?.[language];
  if (own) return html`<span class=${lengthOf(own, key)} dir="auto">${own}</span>`;
  const [other, found] = Object.entries(words ?? {})[0] ?? [];
  if (found) return html`<span class=${`${lengthOf(found, key)} other`} lang=${other} dir="auto">${found}</span>`;
  return key === 'name' || key === 'description' ? html`<span class="t none">${cellName(key)}</span>` : html`<span class="t"></span>`;
}

/** Characters of two lines in each column of the grid; wide scripts have half as many. */
const TWO_LINES: Readonly<Record<string, number>> = { description: 72, extra: 32, requirement: 26, name: 160 };
const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/g;

function lengthOf(words: string, key: string): string {
  const length = words.length + (words.match(WIDE)?.length ?? 0);
  return length > (TWO_LINES[key] ?? 0) || words.includes('\n') ? 't long' : 't';
}

function flagOf({ severity }: Problem): VNode {
  const words = severity === 'error' ? t('error') : t('to look at');
  return html`<span class="flagged">${icon(severity === 'error' ? 'refused' : 'warn')}<span class="sr">${words}</span></span>`;
}
