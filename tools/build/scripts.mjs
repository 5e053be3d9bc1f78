// Scripts: every static/js/*.ts is the entry of a page, except the libraries named here; shared code is split off.
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { digest } from './publish.mjs';
import { TARGETS } from './targets.mjs';

const LIBRARIES = new Set(['i18n.ts', 'page.ts']);
const SERVICE_WORKER = 'sw.ts';

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
  }
  return manifest;
}

/** Emit sw.js (its name must not change) when static/js/sw.ts exists; it gets the manifest and a version as constants. */
export async function buildServiceWorker(root, out, manifest) {
  const folder = join(root, 'static', 'js');
  if (!(await readdir(folder)).includes(SERVICE_WORKER)) return;
  const assets = JSON.stringify(manifest);
  await build({
    entryPoints: [join(folder, SERVICE_WORKER)],
    bundle: true,
    format: 'iife',
    minify: true,
    legalComments: 'none',
    target: TARGETS,
    outfile: join(out, 'sw.js'),
    define: { ASSETS: assets, VERSION: JSON.stringify(digest(assets)) },
    logLevel: 'warning',
  });
}
