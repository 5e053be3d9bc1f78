// Beside the grid: what the draft adds up to, and what is wrong in it, each with the way to its cell.
import type { VNode } from 'preact';
import { t, tn } from '../../i18n';
import { html, icon } from '../../judge/views/html';
import type { View } from '../../judge/views/html';
import { chosen, count } from '../../judge/words';
import { marks } from '../amounts';
import type { SchemeModel, Spot } from '../model';
import type { Problem } from '../rules';
import { cellName, markText, problemSentence } from '../sentences';
import { Rule } from './rule';

const WHOLE = marks(100);
const MOST_SHOWN = 200;

/** The sum of all marks against 100, and of each criterion. */
export function Totals({ model }: { readonly model: SchemeModel }): VNode {
  const totals = model.totals.value;
  const fits = totals.total === WHOLE;
  const away = totals.total > WHOLE ? totals.total - WHOLE : WHOLE - totals.total;
  const told = fits
    ? t('The scheme adds up to 100.')
    : totals.total > WHOLE
      ? t('%(mark)s too much', { mark: markText(away) })
      : t('%(mark)s missing', { mark: markText(away) });
  return html`<section class="panel stotals" aria-label=${t('Totals')}>
    <div class=${`grand${fits ? '' : ' fault'}`}>
      <p><b data-part="total">${markText(totals.total)}</b> <span>${t('of %(total)s', { total: markText(WHOLE) })}</span></p>
      <p class="verdict">${icon(fits ? 'check' : 'warn')}<span>${told}</span></p>
      <${Rule} done=${totals.total} total=${WHOLE} kind=${fits ? '' : 'late'} />
    </div>
    <table class="sums"><caption class="sr">${t('Marks by criterion')}</caption><tbody>
      ${totals.criteria.map((each) => criterionSum(model, each.id, each.code, each.mark, each.aspects))}
    </tbody></table>
    <p class="counted">${t('%(measured)s measured, %(judged)s judged', { measured: count(totals.measurements), judged: count(totals.judgements) })}</p>
  </section>`;
}

function criterionSum(model: SchemeModel, id: string, code: string, mark: bigint, aspects: number): View {
  const row = model.has(id) ? model.row(id).value : null;
  const name = row && row.kind === 'criterion' ? chosen(row.name).text : '';
  return html`<tr key=${id}><th scope="row"><b>${code}</b> <span>${name}</span></th>
    <td class="num"><span class="lab">${tn('%(num)s aspect', '%(num)s aspects', aspects, { num: count(aspects) })}</span></td><td class="num"><b>${markText(mark)}</b></td></tr>`;
}

/** Everything that is wrong; pressing one goes to its cell. */
export function Problems({ model, onGo }: { readonly model: SchemeModel; readonly onGo: (spot: Spot) => void }): VNode {
  const problems = model.problems.value;
  const errors = problems.filter((each) => each.severity === 'error');
  const warnings = problems.filter((each) => each.severity === 'warning');
  return html`<section class="panel sproblems" aria-label=${t('Problems')}>
    <header><h2>${t('Problems')}</h2><span class="push row">
      ${errors.length ? html`<span class="badge fault">${icon('refused')}${tn('%(num)s error', '%(num)s errors', errors.length, { num: count(errors.length) })}</span>` : null}
      ${warnings.length ? html`<span class="badge wait">${icon('warn')}${tn('%(num)s to look at', '%(num)s to look at', warnings.length, { num: count(warnings.length) })}</span>` : null}
    </span></header>
    ${problems.length === 0
      ? html`<p class="allgood">${icon('recorded')}<span>${t('Nothing is wrong. The scheme can be sent for approval.')}</span></p>`
      : html`<ol>${[...errors, ...warnings].slice(0, MOST_SHOWN).map((each) => problemLine(model, each, onGo))}</ol>`}
  </section>`;
}

function problemLine(model: SchemeModel, problem: Problem, onGo: (spot: Spot) => void): VNode {
  const { severity, row, cell } = problem;
  const code = model.codes.value.get(row) ?? '';
  const isSection = row !== '' && model.has(row) && model.row(row).value.kind === 'section';
  const what = isSection ? t('Section %(code)s', { code }) : code;
  const place = row ? `${what}${cell ? `, ${cellName(cell)}` : ''}` : t('Whole scheme');
  const inner = html`${icon(severity === 'error' ? 'refused' : 'warn', severity === 'error' ? 'fault' : 'wait')}<span><b>${place}</b> <span>${problemSentence(problem)}</span></span>`;
  return html`<li key=${`${row} ${cell} ${problem.code}`}>${row ? html`<button type="button" onClick=${() => onGo({ row, cell })}>${inner}</button>` : html`<div>${inner}</div>`}</li>`;
}
