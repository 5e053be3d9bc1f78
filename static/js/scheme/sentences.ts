// Sentences of the editor: those of problems come with the page, in the words of the server; names of cells are here.
import { lang } from '../page';
import { t, tn } from '../i18n';
import { refusalOf } from '../judge/refusal';
import type { Refusal } from '../judge/refusal';
import { choiceCount } from '../judge/calculations';
import { count, figure } from '../judge/words';
import { twoDecimals } from './amounts';
import type { CellKey } from './cells';
import type { DraftCalculation } from './document';
import { hasWords } from './document';
import type { AspectRow } from './outline';
import type { Params, Problem } from './rules';

let told: Readonly<Record<string, string>> = {};
let languageNames: Readonly<Record<string, string>> = {};

/** Use the sentences and names of languages that came with the page. */
export function useSentences(sentences: Readonly<Record<string, string>>, languages: Readonly<Record<string, string>>): void {
  told = sentences;
  languageNames = languages;
}

export function problemSentence({ code, params }: Pick<Problem, 'code' | 'params'>): string {
  return filled(told[code] ?? code, params);
}

/** Say why what was typed is not taken. */
export function refusalSentence({ code, params }: Refusal): string {
  switch (code) {
    case 'type_unknown':
      return t('Type M for measurement or J for judgement. Escape brings back what stood here.');
    case 'day_invalid':
      return t('Type the number of a day, such as 1. Escape brings back what stood here.');
    case 'letter_invalid':
      return t('Type one letter, A to I. Escape brings back what stood here.');
    case 'text_too_long':
      return t('This is too long; at most %(limit)s characters fit here.', { limit: count(Number(params['limit'])) });
    default:
      return problemSentence({ code, params });
  }
}

/** Return the name of a cell's column. */
export function cellName(key: CellKey | string): string {
  switch (key) {
    case 'code':
      return t('Code');
    case 'day':
      return t('Day');
    case 'type':
      return t('Type');
    case 'name':
      return t('Name');
    case 'description':
      return t('Description');
    case 'extra':
      return t('Help for judges');
    case 'requirement':
      return t('Requirement');
    case 'section':
      return t('Section');
    case 'how':
      return t('How it is marked');
    case 'calculation':
      return t('Calculation');
    case 'descriptors':
      return t('Descriptions of the scores');
    case 'unit':
      return t('Unit');
    case 'weight':
      return t('Weight');
    case 'max':
      return t('Max mark');
    case 'sum':
      return t('Sum');
    default:
      return key;
  }
}

/** Return the name of a leaf of a row, such as max or description.zh, for two people who changed it. */
export function leafName(path: string): string {
  const [key = '', first = '', second] = path.split('.');
  if (key === 'choices') return t('Choice %(number)s', { number: count(Number(first)) });
  const language = second ?? (key === 'descriptors' ? '' : first);
  const score = key === 'descriptors' ? t('score %(number)s', { number: count(Number(first)) }) : '';
  return [cellName(key), score, language && languageName(language)].filter(Boolean).join(', ');
}

export function languageName(code: string): string {
  return languageNames[code] ?? code;
}

/** Say in a word or two how an aspect is marked. */
export function howSentence(row: AspectRow): string {
  if (row.type === 'J') {
    const written = row.descriptors.filter(hasWords).length;
    return written === 4 ? t('Scores 0 to 3') : t('%(count)s of 4 texts', { count: count(written) });
  }
  return calculationName(row.calculation, row.max);
}

export function calculationName(calculation: DraftCalculation | null, max: string): string {
  const { type, parameters } = calculation ?? { type: 'PASS_FAIL' as const, parameters: {} as Readonly<Record<string, string>> };
  switch (type) {
    case 'PASS_FAIL':
      return t('Yes or no');
    case 'NUMBER_COMPLETED':
      return t('Number of %(most)s', { most: shortNumber(parameters['NUM_POSSIBLE']) });
    case 'CHOICE': {
      let choices = 0;
      refusalOf(() => (choices = choiceCount({ type, parameters }, max || '1')));
      return tn('%(num)s choice', '%(num)s choices', choices, { num: count(choices) });
    }
    case 'REGULAR_DIFFERENCE_DEDUCTION':
      return t('Steps from %(target)s', { target: shortNumber(parameters['TARGET_VALUE']) });
    case 'RANGED_SCORE':
      return t('Ranges, target %(target)s', { target: shortNumber(parameters['TARGET_VALUE']) });
  }
}

/** Write a sum with two decimals in the reader's digits. */
export function markText(value: bigint): string {
  return figure(twoDecimals(value));
}

export function languageOfPage(): string {
  return lang;
}

function shortNumber(text: string | undefined): string {
  const plain = (text ?? '').trim();
  return plain ? figure(plain.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')) : '?';
}

function filled(sentence: string, params: Params): string {
  return sentence.replaceAll(/%\((\w+)\)s|%%/g, (whole, name?: string) => (name === undefined ? '%' : (params[name] ?? whole)));
}
