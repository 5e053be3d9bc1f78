// Drafts for tests, from the vectors that Python makes.
import type { SchemeDocument } from '../../../static/js/scheme/document';
import { renumbered } from '../../../static/js/scheme/outline';
import vectors from '../../vectors/scheme_drafts.json' with { type: 'json' };

export interface Vector {
  readonly name: string;
  readonly problems: readonly (readonly [string, string, string, string, Readonly<Record<string, string>>])[];
  readonly document: SchemeDocument;
}

export const DAYS: readonly number[] = vectors.days;

/** Every draft with its problems, numbered as the server numbers it. */
export const VECTORS: readonly Vector[] = (vectors.drafts as unknown as Vector[]).map((each) => ({
  ...each,
  document: renumbered(filled(each.document)),
}));

/** Return the draft in which nothing is wrong. */
export function small(): SchemeDocument {
  const found = VECTORS.find((each) => each.name === 'nothing is wrong');
  if (!found) throw new Error('no such vector');
  return structuredClone(found.document);
}

function filled(document: SchemeDocument): SchemeDocument {
  const put = (_key: string, value: unknown): unknown => (value === 'filler' ? vectors.filler : value);
  return JSON.parse(JSON.stringify(document, put)) as SchemeDocument;
}
