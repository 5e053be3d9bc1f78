// The notice of third parties whose work is part of static/dist: every run-time package with its licence text.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Return the text of THIRD-PARTY.txt. */
export async function thirdPartyNotice(root) {
  const wanted = new Set();
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const queue = Object.keys(dependencies).map((name) => ({ name, from: root }));
  const sections = [];
  while (queue.length > 0) {
    const { name, from } = queue.shift();
    const folder = await findPackage(root, from, name);
    if (folder === null || wanted.has(folder)) continue;
    wanted.add(folder);
    const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    sections.push({ name: `${about.name} ${about.version}`, licence: about.license ?? 'see text', text: await licenceText(folder) });
    queue.push(...Object.keys(about.dependencies ?? {}).map((next) => ({ name: next, from: folder })));
  }
  sections.sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = 'Podium carries the work of others in this folder. Their licences follow.\n';
  return `${head}\n${sections.map((part) => `${'='.repeat(78)}\n${part.name} (${part.licence})\n\n${part.text}\n`).join('\n')}`;
}

async function findPackage(root, from, name) {
  for (const base of [from, root]) {
    const folder = join(base, 'node_modules', name);
    const found = await readFile(join(folder, 'package.json')).catch(() => null);
    if (found) return folder;
  }
  return null;
}

async function licenceText(folder) {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.trim()).join('\n\n') || 'The package carries no licence file; the licence is the one named above.';
}
