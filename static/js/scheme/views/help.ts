// The keys of the editor, on one page.
import type { VNode } from 'preact';
import { t } from '../../i18n';
import { html } from '../../judge/views/html';
import { Dialog } from './dialog';

export function Help({ onClose }: { readonly onClose: () => void }): VNode {
  const ctrl = t('Ctrl');
  const shift = t('Shift');
  const keys: readonly (readonly [string, string])[] = [
    [t('Arrows'), t('Go from cell to cell; with Shift mark a range')],
    [t('Any letter'), t('Type over the cell')],
    [`${t('Enter')}, F2`, t('Edit the cell, or open its form')],
    [t('Enter'), t('While typing: take it and go down')],
    [t('Tab'), t('Take it and go to the next cell')],
    [t('Escape'), t('While typing: bring back what stood there')],
    [`${t('Escape')}, ${t('Tab')}`, t('Leave the table')],
    [`${t('Alt')} + ${t('Enter')}`, t('A new line in the cell')],
    [t('Space'), t('Turn M and J over')],
    [t('Del'), t('Empty the marked cells')],
    [`${ctrl} + ${t('Enter')}`, t('New row below')],
    [`${ctrl} + ${shift} + ${t('Enter')}`, t('New sub-criterion')],
    [`${ctrl} + ${t('Del')}`, t('Delete the marked rows')],
    [`${t('Alt')} + ↑ ↓`, t('Move the marked rows')],
    [`${ctrl} + D`, t('Fill the marked cells with the first of them')],
    [`${ctrl} + C, X, V`, t('Copy, cut, paste; blocks from spreadsheets too')],
    [`${ctrl} + Z, Y`, t('Undo, redo')],
    [`${ctrl} + ↑ ↓`, t('Go to the next sub-criterion or criterion')],
    ['F8', t('Go to the next problem')],
    [`${shift} + F2`, t('Open the row as a form')],
    [`${ctrl} + S`, t('Save now; it saves itself anyway')],
  ];
  return html`<${Dialog} title=${t('Keys')} kind="wide" onClose=${onClose}>
    <dl class="keylist">${keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
  </${Dialog}>`;
}
