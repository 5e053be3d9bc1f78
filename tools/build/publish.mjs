// Write, compress and move finished files so that a running server never meets a half build.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const zip = promisify(gzip);
const COMPRESSED = new Set(['.css', '.js', '.json', '.map', '.svg', '.txt']);
const LAST = 'manifest.json';
/** Milliseconds that a file of an older build stays: a page sent just before may still ask for it. */
export const GRACE = 24 * 3600 * 1000;

/** Return the first ten hex digits of the content's SHA-256: the part of a file name that changes with it. */
export function digest(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 10);
}

/** Write content to a name below folder, with its folders. */
export async function write(folder, name, content) {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Return all files below folder as paths relative to it, sorted. */
export async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Put a .gz beside every text file that gets smaller by it. */
export async function compress(folder) {
  const names = (await listFiles(folder)).filter((name) => COMPRESSED.has(extname(name)) && name !== LAST);
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(folder, name));
      const small = await zip(content, { level: 9 });
      if (small.length < content.length) await writeFile(join(folder, `${name}.gz`), small);
    }),
  );
}

/** Move what is new from one folder to another, the manifest last; what no build has made for a day goes. Return the count. */
export async function publish(from, to, now = Date.now()) {
  const names = await listFiles(from);
  const ordered = [...names.filter((name) => name !== LAST), LAST];
  let changed = 0;
  for (const name of ordered) {
    const target = join(to, name);
    const fresh = await readFile(join(from, name));
    const old = await readFile(target).catch(() => null);
    if (old?.equals(fresh)) continue;
    await mkdir(dirname(target), { recursive: true });
    await rename(join(from, name), target);
    changed += 1;
  }
  const wanted = new Set(names);
  const stale = [];
  for (const name of await listFiles(to)) {
    if (!wanted.has(name) && (await stat(join(to, name))).mtimeMs < now - GRACE) stale.push(name);
  }
  await Promise.all(stale.map((name) => rm(join(to, name), { force: true })));
  return changed + stale.length;
}
