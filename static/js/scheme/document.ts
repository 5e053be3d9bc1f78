// A scheme's draft as the server reads and writes it: the shape of competition/domain/scheme_shape.py.
import type { CalculationType, Text } from '../judge/types';

export type { Text } from '../judge/types';

export interface DraftCalculation {
  readonly type: CalculationType;
  readonly parameters: Readonly<Record<string, string>>;
  readonly name: string;
  readonly shared: boolean;
  readonly number: number | null;
}

/** weight: marks as typed. */
export interface Section {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly weight: string;
}

export type AspectKind = 'M' | 'J' | '';

/** max: marks as typed. descriptors: four texts, those of the scores 0 to 3. */
export interface Aspect {
  readonly id: string;
  readonly code: string;
  readonly type: AspectKind;
  readonly description: Text;
  readonly max: string;
  readonly section: string;
  readonly extra: Text | null;
  readonly requirement: Text | null;
  readonly unit: string;
  readonly calculation: DraftCalculation | null;
  readonly descriptors: readonly Text[];
}

export interface SubCriterion {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly day: number | null;
  readonly aspects: readonly Aspect[];
}

export interface Criterion {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly sub_criteria: readonly SubCriterion[];
}

export interface SchemeDocument {
  readonly sections: readonly Section[];
  readonly criteria: readonly Criterion[];
}

export const SCORES = [0, 1, 2, 3] as const;
export const LETTERS = 'ABCDEFGHI';
export const LONGEST_TEXT = 4000;
export const LONGEST_NUMBER = 40;
export const LONGEST_SECTION = 16;
export const LONGEST_UNIT = 32;
export const LATEST_DAY = 99;

const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 12;

/** Make the id of a new row. */
export function newRowId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
  return `n${Array.from(bytes, (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('')}`;
}

/** Return a text with the words of one language put in, or taken out when they are empty. */
export function withWords(text: Text | null, language: string, words: string): Text {
  const { [language]: _former, ...others } = text ?? {};
  return words.trim() ? { ...others, [language]: words } : others;
}

/** Tell whether a text has words in any language. */
export function hasWords(text: Text | null): boolean {
  return Object.values(text ?? {}).some((words) => words.trim() !== '');
}
