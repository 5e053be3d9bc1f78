// Scripts: every static/js/*.ts is the entry of a page, except the libraries named here; shared code is split off.
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { digest } from './publish.mjs';
import { TARGETS } from './targets.mjs';

const LIBRARIES = new Set(['i18n.ts', 'page.ts']);
const SERVICE_WORKER = 'sw.ts';
/** What the judge's pages load, kept on the tablet before it is needed. */
const JUDGE_ENTRIES = ['app.js', 'desk.js', 'judge.js'];
const JUDGE_FILES = ['css/fonts.css', 'css/judge.css', 'favicon.svg', 'icons.svg'];
const needed = new Map();

/** Emit js/<entry>-<hash>.js and shared chunks. */
export async function buildScripts(root, out) {
  const folder = join(root, 'static', 'js');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  const entries = names.filter((name) => !LIBRARIES.has(name) && name !== SERVICE_WORKER).sort();
  if (entries.length === 0) return {};
  const result = await build({
    entryPoints: entries.map((name) => join(folder, name)),
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    legalComments: 'none',
    target: TARGETS,
    outdir: join(out, 'js'),
    entryNames: '[name]-[hash]',
    chunkNames: 'shared-[hash]',
    metafile: true,
    logLevel: 'warning',
  });
  const manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const name = relative(join(out, 'js'), join(root, path));
    const logical = output.entryPoint ? `${basename(output.entryPoint, '.ts')}.js` : name;
    manifest[`js/${logical}`] = `js/${name}`;
    needed.set(`js/${name}`, output.imports.map((each) => relative(join(out, 'js'), join(root, each.path))).map((each) => `js/${each}`));
  }
  return manifest;
}

/** Return a script with all that it imports. */
function withImports(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const each of needed.get(name) ?? []) withImports(each, found);
  return found;
}

/** Emit sw.js (its name must not change); it gets the files of the judge's pages and a version as constants. */
export async function buildServiceWorker(root, out, manifest) {
  const folder = join(root, 'static', 'js');
  if (!(await readdir(folder)).includes(SERVICE_WORKER)) return;
  const scripts = JUDGE_ENTRIES.flatMap((name) => [...withImports(manifest[`js/${name}`])]);
  const others = [...JUDGE_FILES, ...Object.keys(manifest).filter((name) => name.startsWith('i18n/'))].map((name) => manifest[name]);
  const files = [...new Set([...scripts, ...others])].sort().map((name) => `/static/dist/${name}`);
  await build({
    entryPoints: [join(folder, SERVICE_WORKER)],
    bundle: true,
    format: 'iife',
    minify: true,
    legalComments: 'none',
    target: TARGETS,
    outfile: join(out, 'sw.js'),
    define: { SHELL_FILES: JSON.stringify(files), VERSION: JSON.stringify(digest(JSON.stringify(manifest))) },
    logLevel: 'warning',
  });
}
