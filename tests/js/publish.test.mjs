import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compress, GRACE, listFiles, publish, write } from '../../tools/build/publish.mjs';

let root;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'publish-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function build(name, files) {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) await write(folder, path, content);
  return folder;
}

test('what is new moves in and what no build has made for a day goes', async () => {
  const dist = join(root, 'dist');
  await publish(await build('one', { 'manifest.json': '1', 'js/a-1.js': 'a' }), dist);
  await publish(await build('two', { 'manifest.json': '2', 'js/a-2.js': 'b' }), dist);
  expect(await listFiles(dist)).toEqual(['js/a-1.js', 'js/a-2.js', 'manifest.json']);
  await publish(await build('three', { 'manifest.json': '2', 'js/a-2.js': 'b' }), dist, Date.now() + GRACE + 1000);
  expect(await listFiles(dist)).toEqual(['js/a-2.js', 'manifest.json']);
  expect(await readFile(join(dist, 'manifest.json'), 'utf8')).toBe('2');
});

test('the same build again changes nothing', async () => {
  const dist = join(root, 'dist');
  const files = { 'manifest.json': '1', 'css/a.css': 'a' };
  expect(await publish(await build('one', files), dist)).toBe(2);
  expect(await publish(await build('two', files), dist)).toBe(0);
});

test('a text that gets smaller has a copy that unpacks to itself', async () => {
  const text = 'a{color:red}'.repeat(50);
  const folder = await build('one', { 'a.css': text, 'b.woff2': text, 'c.css': 'x' });
  await compress(folder);
  expect(await listFiles(folder)).toEqual(['a.css', 'a.css.gz', 'b.woff2', 'c.css']);
  expect(gunzipSync(await readFile(join(folder, 'a.css.gz'))).toString()).toBe(text);
});

test('a build without manifest is refused before anything goes', async () => {
  const dist = await build('dist', { 'manifest.json': '1' });
  await writeFile(join(dist, 'old.js'), 'old');
  await expect(publish(await build('broken', { 'js/a.js': 'a' }), dist)).rejects.toThrow();
  expect(await listFiles(dist)).toContain('old.js');
});
