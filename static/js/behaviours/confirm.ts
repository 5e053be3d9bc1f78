// A form that asks before it is sent: data-confirm is the sentence, data-confirm-action the word on the button.
import { t } from '../i18n';

/** Ask in a dialog; resolve to true when the person agrees. Escape and the quiet button mean no. */
export function ask(sentence: string, action: string, kind = 'primary'): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-label', sentence);
  const words = document.createElement('div');
  words.className = 'stack';
  const paragraph = document.createElement('p');
  paragraph.textContent = sentence;
  words.append(paragraph);
  const foot = document.createElement('footer');
  const no = choice(t('Cancel'), 'quiet');
  const yes = choice(action, kind);
  foot.append(no, yes);
  dialog.append(words, foot);
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    no.addEventListener('click', () => dialog.close());
    yes.addEventListener('click', () => dialog.close('yes'));
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes');
      dialog.remove();
    });
  });
}

/** Ask before the form is submitted; without script the form is sent at once. */
export function confirm(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  let agreed = false;
  element.addEventListener('submit', (event) => {
    if (agreed) return;
    const submitter = event.submitter;
    // One of several buttons of a form may ask for itself.
    const asks = submitter?.dataset['confirm'] ? submitter : element;
    const { confirm: sentence = '', confirmAction = t('Go on'), confirmKind = 'primary' } = asks.dataset;
    if (!sentence) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(sentence, confirmAction, confirmKind).then((yes) => {
      if (!yes) return;
      agreed = true;
      element.requestSubmit(submitter);
    });
  });
}

function choice(label: string, kind: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `button ${kind}`;
  button.textContent = label;
  return button;
}
