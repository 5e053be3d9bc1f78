// Two people changed the same draft: what only one of them touched is taken from that one, cell by cell and language by
// language. Nothing that somebody wrote gets lost; where both wrote into one cell, a person chooses.
import type { SchemeDocument } from './document';
import { equal } from './model';
import { putTogether, takeApart } from './outline';
import type { Outline, Row } from './outline';

/** A cell that both changed. path: such as max, description.en, descriptors.2.zh. Values as text, "" for nothing. */
export interface Conflict {
  readonly row: string;
  readonly path: string;
  readonly mine: string;
  readonly theirs: string;
}

/** document: with my values in the cells of the conflicts. moved: both put rows in another order; theirs is kept. */
export interface Merged {
  readonly document: SchemeDocument;
  readonly conflicts: readonly Conflict[];
  readonly moved: boolean;
}

/** Merge two drafts that began as the same one. */
export function mergeDrafts(base: SchemeDocument, mine: SchemeDocument, theirs: SchemeDocument): Merged {
  const [was, me, they] = [takeApart(base), takeApart(mine), takeApart(theirs)];
  const conflicts: Conflict[] = [];
  const rows = new Map<string, Row>();
  for (const id of new Set([...me.rows.keys(), ...they.rows.keys()])) {
    const [own, other] = [me.rows.get(id), they.rows.get(id)];
    if (own && other) rows.set(id, mergeRow(was.rows.get(id), own, other, conflicts));
    else if (own ?? other) rows.set(id, (own ?? other) as Row);
  }
  const order = tree(was.outline);
  const [mineTree, theirTree] = [tree(me.outline), tree(they.outline)];
  const [iMoved, theyMoved] = [isMoved(order, mineTree), isMoved(order, theirTree)];
  const changed = (now: ReadonlyMap<string, Row>) => (id: string): boolean => !equal(now.get(id), was.rows.get(id));
  const sides: [Side, Side] = [
    { tree: mineTree, changed: changed(me.rows) },
    { tree: theirTree, changed: changed(they.rows) },
  ];
  const outline = mergeTrees(order, iMoved && !theyMoved ? sides : [sides[1], sides[0]]);
  return { document: putTogether(outline, (id) => rows.get(id) as Row), conflicts, moved: iMoved && theyMoved };
}

/** Return the merged draft with their values where a person chose them. */
export function withTheirs(document: SchemeDocument, chosen: readonly Conflict[]): SchemeDocument {
  const { outline, rows } = takeApart(document);
  const changed = new Map(rows);
  for (const { row, path, theirs } of chosen) changed.set(row, withLeaf(changed.get(row) as Row, path, theirs));
  return putTogether(outline, (id) => changed.get(id) as Row);
}

function mergeRow(base: Row | undefined, mine: Row, theirs: Row, conflicts: Conflict[]): Row {
  if (equal(mine, theirs) || !base) return mine;
  const [was, own, other] = [leaves(base), leaves(mine), leaves(theirs)];
  let merged = mine;
  for (const path of new Set([...own.keys(), ...other.keys(), ...was.keys()])) {
    const [b, m, t] = [was.get(path) ?? '', own.get(path) ?? '', other.get(path) ?? ''];
    if (m === t || t === b) continue;
    if (m === b) merged = withLeaf(merged, path, t);
    else conflicts.push({ row: mine.id, path, mine: m, theirs: t });
  }
  return merged;
}

const TEXTS = ['name', 'description', 'extra', 'requirement'] as const;
const JSON_LEAVES = ['day', 'calculation'];

/** Return everything in a row that is changed as one, as text by its path. */
function leaves(row: Row): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(row)) {
    if (key === 'kind' || key === 'id') continue;
    if ((TEXTS as readonly string[]).includes(key)) {
      for (const [language, words] of Object.entries((value as object | null) ?? {})) found.set(`${key}.${language}`, String(words));
    } else if (key === 'descriptors') {
      (value as readonly Record<string, string>[]).forEach((text, score) => {
        for (const [language, words] of Object.entries(text)) found.set(`${key}.${score}.${language}`, words);
      });
    } else found.set(key, JSON_LEAVES.includes(key) ? (value === null ? '' : JSON.stringify(value)) : String(value));
  }
  return found;
}

function withLeaf(row: Row, path: string, text: string): Row {
  const [key = '', first = '', second] = path.split('.');
  const values = row as unknown as Readonly<Record<string, unknown>>;
  if (second !== undefined) {
    const texts = (values[key] as readonly Record<string, string>[]).map((each, score) => (String(score) === first ? put(each, second, text) : each));
    return { ...row, [key]: texts } as Row;
  }
  if (first) {
    const words = put((values[key] ?? {}) as Record<string, string>, first, text);
    const isOptional = key === 'extra' || key === 'requirement';
    return { ...row, [key]: isOptional && Object.keys(words).length === 0 ? null : words } as Row;
  }
  return { ...row, [key]: JSON_LEAVES.includes(key) ? (text ? (JSON.parse(text) as unknown) : null) : text } as Row;
}

function put(text: Readonly<Record<string, string>>, language: string, words: string): Record<string, string> {
  const { [language]: _former, ...others } = text;
  return words ? { ...others, [language]: words } : others;
}

/** The children of every row; TOP holds the criteria, SECTIONS the sections. */
type Tree = ReadonlyMap<string, readonly string[]>;
interface Side {
  readonly tree: Tree;
  readonly changed: (id: string) => boolean;
}

const TOP = ' criteria';
const SECTIONS = ' sections';

function tree(outline: Outline): Tree {
  const found = new Map<string, readonly string[]>([
    [SECTIONS, outline.sections],
    [TOP, outline.criteria.map(({ id }) => id)],
  ]);
  for (const { id, subs } of outline.criteria) {
    found.set(id, subs.map((sub) => sub.id));
    for (const sub of subs) found.set(sub.id, sub.aspects);
  }
  return found;
}

function parents(of: Tree): ReadonlyMap<string, string> {
  return new Map([...of].flatMap(([parent, ids]) => ids.map((id) => [id, parent] as const)));
}

/** Tell whether rows that both know stand in another order or elsewhere. */
function isMoved(base: Tree, now: Tree): boolean {
  const [was, is] = [parents(base), parents(now)];
  for (const [parent, ids] of base) {
    const kept = ids.filter((id) => is.has(id));
    const there = (now.get(parent) ?? []).filter((id) => was.has(id));
    if (kept.length > 0 && !equal(kept, there)) return true;
  }
  return false;
}

/** Take the order of the first side, and put in what only the second one has. */
function mergeTrees(base: Tree, [first, second]: readonly [Side, Side]): Outline {
  const was = parents(base);
  const [one, two] = [parents(first.tree), parents(second.tree)];
  const stays = (id: string): boolean => {
    if (!was.has(id) || (one.has(id) && two.has(id))) return true;
    const left = one.has(id) ? first : two.has(id) ? second : null;
    if (!left) return false;
    // A row that both still have stands where the first side has it, so only there it holds what it lies in.
    const holds = (child: string): boolean => (one.has(child) && two.has(child) ? left === first : stays(child));
    return left.changed(id) || (left.tree.get(id) ?? []).some(holds);
  };
  const lists = new Map<string, string[]>();
  for (const [parent, ids] of first.tree) lists.set(parent, ids.filter(stays));
  for (const [parent, ids] of second.tree) {
    if (parent !== TOP && parent !== SECTIONS && !stays(parent)) continue;
    const list = lists.get(parent) ?? [];
    lists.set(parent, list);
    ids.forEach((id, at) => {
      if (one.has(id) || !stays(id)) return;
      const before = ids.slice(0, at).findLast((each) => list.includes(each));
      list.splice(before === undefined ? 0 : list.indexOf(before) + 1, 0, id);
    });
  }
  const of = (parent: string): readonly string[] => lists.get(parent) ?? [];
  return {
    sections: of(SECTIONS),
    criteria: of(TOP).map((id) => ({ id, subs: of(id).map((sub) => ({ id: sub, aspects: of(sub) })) })),
  };
}
