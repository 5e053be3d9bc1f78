// A dialog drawn by preact: modal, closed by Escape, the focus goes back to where it was.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, VNode } from 'preact';
import { t } from '../../i18n';
import { html, icon } from '../../judge/views/html';

interface DialogProps {
  readonly title: ComponentChildren;
  readonly kind?: string;
  readonly head?: ComponentChildren;
  readonly foot?: ComponentChildren;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

export function Dialog({ title, kind = '', head = null, foot = null, onClose, children }: DialogProps): VNode {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return html`<dialog class=${`dialog sdialog ${kind}`.trim()} ref=${box} aria-labelledby="sdialog-title" onCancel=${(event: Event) => (event.preventDefault(), onClose())} onClose=${onClose}>
    <header class="row"><h2 id="sdialog-title">${title}</h2><span class="push row">${head}<button type="button" class="button quiet bare" onClick=${onClose}>${icon('close')}<span class="sr">${t('Close')}</span></button></span></header>
    <div class="stack">${children}</div>
    ${foot ? html`<footer>${foot}</footer>` : null}
  </dialog>`;
}
