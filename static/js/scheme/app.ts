// The editor put together: model, grid, saver, views, clipboard.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { toast } from '../behaviours/toast';
import { t } from '../i18n';
import { html } from '../judge/views/html';
import type { View } from '../judge/views/html';
import { readTable } from './clipboard';
import { deedsOf } from './deeds';
import type { SchemeDocument, Section } from './document';
import { pressed } from './grid_keys';
import { GridState } from './grid_state';
import { keeperOf } from './keep';
import { SchemeModel } from './model';
import type { AspectRow } from './outline';
import { copied, isBlank, isBlock, OWN_TYPE, putBlock, putList } from './putting';
import { DraftSaver } from './saver';
import type { ServerDraft } from './saver';
import { useSentences } from './sentences';
import { AllocationTable } from './views/allocation';
import { RowForm } from './views/form';
import { Grid, Told } from './views/grid';
import { Help } from './views/help';
import { PasteDialog } from './views/paste_dialog';
import { PhoneList } from './views/phone';
import { Problems, Totals } from './views/side';
import { Starter } from './views/starter';
import { Conflicts, newsSentence, SaveState } from './views/status';
import { Toolbar } from './views/toolbar';

/** What the server writes into the page. own: the event's languages, its own first. */
export interface EditorPage {
  readonly trade: string;
  readonly account: string;
  readonly draft: ServerDraft & { readonly document: SchemeDocument };
  readonly days: readonly number[];
  readonly own: readonly string[];
  readonly languages: readonly { readonly code: string; readonly name: string; readonly dir: string }[];
  readonly sentences: Readonly<Record<string, string>>;
  /** The sections of the trade's standard in the register, if it names one. */
  readonly standard: readonly Pick<Section, 'code' | 'name' | 'weight'>[];
  readonly zone: string;
  readonly offset: number;
  readonly sign_in: string;
}

export interface EditorPlace {
  readonly body: HTMLElement;
  readonly state: HTMLElement;
  readonly approval: HTMLAnchorElement | null;
  readonly token: string;
  readonly address: string;
}

const LOOK_MS = 15_000;
const NARROW = '(width < 44rem)';
const LANGUAGE_KEY = 'podium-scheme-language';

/** Start the editor. */
export function startEditor(page: EditorPage, place: EditorPlace): void {
  useSentences(page.sentences, Object.fromEntries(page.languages.map(({ code, name }) => [code, name])));
  const codes = page.languages.map(({ code }) => code);
  const model = new SchemeModel(page.draft.document, page.days);
  const grid = new GridState(model, startLanguage(codes));
  grid.language.subscribe((language) => void stored()?.setItem(LANGUAGE_KEY, language));
  const saver = new DraftSaver({
    model,
    keeper: keeperOf(stored(), page.trade, page.account),
    first: page.draft,
    fetch: window.fetch.bind(window),
    address: place.address,
    token: place.token,
    onNews: ({ by, at, rows, moved }) => toast({ message: newsSentence(by, at, rows, moved), icon: 'person', seconds: 20 }),
  });
  saver.start();
  if (saver.restored.peek() !== null) toast({ message: t('What you had not saved is back.'), icon: 'recorded' });
  const deeds = deedsOf(grid, saver);
  const pasting = signal<readonly (readonly string[])[] | null>(null);
  const narrow = signal(matchMedia(NARROW).matches);
  matchMedia(NARROW).addEventListener('change', (event) => (narrow.value = event.matches));
  const sections = (): readonly string[] => model.outline.peek().sections.map((id) => model.row(id).peek().code);

  const onKey = (event: KeyboardEvent): void => {
    if (pressed(event, grid, deeds)) event.preventDefault();
  };
  const onCopy = (event: ClipboardEvent): void => {
    if (grid.editing.peek() || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', copied(grid));
    event.clipboardData.setData(OWN_TYPE, '1');
    if (event.type === 'cut') grid.clear();
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (grid.editing.peek() || !event.clipboardData) return;
    event.preventDefault();
    const table = readTable(event.clipboardData.getData('text/plain'));
    if (!grid.line() || table.length === 0) return;
    if (!event.clipboardData.types.includes(OWN_TYPE) && !isBlock(table, sections())) pasting.value = table;
    else if (putBlock(grid, table) > 0) toast({ message: t('Some cells were left as they were: what was pasted does not fit there.'), icon: 'warn' });
  };

  const Paste = (): View => {
    const table = pasting.value;
    const line = grid.line();
    if (!table || !line) return null;
    const close = (): void => {
      pasting.value = null;
      grid.focus.value += 1;
    };
    const code = model.codes.peek().get(line.id) ?? '';
    const isAspect = line.kind === 'aspect';
    const onTake: Parameters<typeof PasteDialog>[0]['onPaste'] = (found, over) => {
      pasting.value = null;
      putList(grid, found, over);
    };
    return html`<${PasteDialog} table=${table} sections=${sections()} language=${grid.language.peek()} onPaste=${onTake} onClose=${close}
      below=${isAspect ? t('Add them below %(code)s', { code }) : t('Add them to %(code)s', { code })}
      over=${isAspect ? t('Write them over %(code)s and the aspects after it', { code }) : null}
      startOver=${isAspect && isBlank(model.row(line.id).peek() as AspectRow)} />`;
  };
  const told = (): string => sectionHint(model);
  const Main = (): View => html`<div class="panel smain">
      <${Toolbar} grid=${grid} deeds=${deeds} languages=${codes} />
      ${model.totals.value.aspects === 0 ? html`<${Starter} grid=${grid} deeds=${deeds} />` : null}
      ${narrow.value
        ? html`<${PhoneList} grid=${grid} />`
        : html`<${Grid} grid=${grid} onKey=${onKey} onCopy=${onCopy} onPaste=${onPaste} label=${t('Marking scheme')} /><${Told} grid=${grid} sections=${told} />`}
    </div>`;
  const Editor = (): View => html`<${Main} />
    <div class="sside"><${Totals} model=${model} /><${Problems} model=${model} onGo=${deeds.goToProblem} /></div>
    <${AllocationTable} grid=${grid} standard=${page.standard} />
    <${RowForm} grid=${grid} deeds=${deeds} /><${Paste} /><${Conflicts} saver=${saver} model=${model} />
    ${deeds.helping.value ? html`<${Help} onClose=${() => (deeds.helping.value = false)} />` : null}
    <p class="sr" role="status">${deeds.said.value}</p>`;
  place.body.replaceChildren();
  render(html`<${SaveState} saver=${saver} signIn=${page.sign_in} />`, place.state);
  render(html`<${Editor} />`, place.body);
  followThePage(grid, saver);
  saveBefore(place.approval, grid, saver);
}

/** Save and look for others while the page is seen; keep everything when it goes. */
function followThePage(grid: GridState, saver: DraftSaver): void {
  setInterval(() => {
    if (!document.hidden) void saver.look();
  }, LOOK_MS);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void saver.flush();
    else void saver.look();
  });
  addEventListener('online', () => void saver.flush());
  addEventListener('pagehide', () => {
    grid.commit();
    saver.keep();
  });
  addEventListener('beforeunload', (event) => {
    if (saver.dirty && !saver.durable.peek()) event.preventDefault();
  });
}

/** Whoever goes on to the approval takes everything along. */
function saveBefore(link: HTMLAnchorElement | null, grid: GridState, saver: DraftSaver): void {
  link?.addEventListener('click', (event) => {
    if (!grid.commit()) {
      event.preventDefault();
      return;
    }
    if (!saver.dirty || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void saver.flush().then(() => {
      if (saver.state.peek() === 'saved') location.assign(link.href);
      else toast({ message: t('The last changes are not saved yet, so they would be missing there.'), icon: 'warn' });
    });
  });
}

function sectionHint(model: SchemeModel): string {
  const rows = model.outline.value.sections.map((id) => model.row(id).value);
  if (rows.length === 0) return t('No standard is written below, so no section is needed.');
  return rows.map((row) => (row.kind === 'section' ? `${row.code} ${Object.values(row.name)[0] ?? ''}` : '')).join(' · ');
}

/** Texts are shown in the language that was chosen last here, else in the event's own, which stands first. */
function startLanguage(codes: readonly string[]): string {
  const last = stored()?.getItem(LANGUAGE_KEY);
  return last && codes.includes(last) ? last : (codes[0] ?? 'en');
}

function stored(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
