// Files that are copied: icons, flags and the catalogues of the scripts.
import { cp, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { digest, write } from './publish.mjs';

/** The languages of the user interface; English is the source and its catalogue is empty. */
export const LANGUAGES = ['ar', 'en', 'es', 'fr', 'ru', 'zh'];

/** Copy files of static/ under names that carry their hash; the logical name is the bare file name. */
export async function copyHashed(root, out, names) {
  const manifest = {};
  for (const name of names) {
    const content = await readFile(join(root, 'static', name));
    const extension = extname(name);
    const hashed = `${basename(name, extension)}-${digest(content)}${extension}`;
    await write(out, hashed, content);
    manifest[basename(name)] = hashed;
  }
  return manifest;
}

/** Copy the 4 by 3 flags under their plain names: team flags are data, so their addresses must not change. */
export async function copyFlags(root, out) {
  await cp(join(root, 'node_modules', 'flag-icons', 'flags', '4x3'), join(out, 'flags', '4x3'), { recursive: true });
  return {};
}

/** Copy what tools/catalogues.py compiled into build/i18n; a language without catalogue gets an empty one. */
export async function writeCatalogues(root, out) {
  const manifest = {};
  for (const language of LANGUAGES) {
    const path = join(root, 'build', 'i18n', `${language}.json`);
    const content = await readFile(path, 'utf8').catch(() => `${JSON.stringify({ lang: language, messages: {} })}\n`);
    const hashed = `i18n/${language}-${digest(content)}.json`;
    await write(out, hashed, content);
    manifest[`i18n/${language}.json`] = hashed;
  }
  return manifest;
}
