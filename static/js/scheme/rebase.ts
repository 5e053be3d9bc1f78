// What a draft on this page has in common with one that the server answers.
import type { SchemeDocument } from './document';
import { equal } from './model';
import { idsByCode, takeApart, withIds } from './outline';

/**
 * Return drafts with the ids of another beginning: when a draft was published meanwhile, the next one has the rows of the
 * new version, known again by their codes. synced: the last draft in common; others: such as what is on the page.
 */
export function inRowsOf(theirs: SchemeDocument, synced: SchemeDocument, mine: SchemeDocument): readonly [SchemeDocument, SchemeDocument] {
  const next = idsByCode(theirs);
  const ids = new Map([...idsByCode(synced)].map(([code, id]) => [id, next.get(code) ?? id]));
  return [withIds(synced, ids), withIds(mine, ids)];
}

/** Count the rows in which two drafts differ. */
export function rowsChanged(from: SchemeDocument, to: SchemeDocument): number {
  const [before, after] = [takeApart(from).rows, takeApart(to).rows];
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => !equal(before.get(id), after.get(id))).length;
}
