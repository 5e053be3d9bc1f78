// Build static/dist: scripts, one stylesheet a door, fonts, flags, icons, catalogues, manifest, notices.
// Everything is written to a folder beside it first; then new files move in, the manifest last, and what is a day stale goes.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFonts } from './build/fonts.mjs';
import { copyFlags, copyHashed, writeCatalogues } from './build/files.mjs';
import { buildScripts, buildServiceWorker } from './build/scripts.mjs';
import { buildStyles } from './build/styles.mjs';
import { compress, publish, write } from './build/publish.mjs';
import { thirdPartyNotice } from './build/notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'static', 'dist');

async function build() {
  const started = performance.now();
  await mkdir(join(root, 'build'), { recursive: true });
  const out = await mkdtemp(join(root, 'build', 'assets-'));
  try {
    const parts = await Promise.all([
      buildStyles(root, out),
      buildFonts(root, out),
      copyHashed(root, out, ['icons/icons.svg', 'icons/favicon.svg']),
      writeCatalogues(root, out),
      copyFlags(root, out),
      buildScripts(root, out),
    ]);
    const manifest = Object.fromEntries(Object.entries(Object.assign({}, ...parts)).sort(([a], [b]) => (a < b ? -1 : 1)));
    await buildServiceWorker(root, out, manifest);
    await write(out, 'THIRD-PARTY.txt', await thirdPartyNotice(root));
    await write(out, 'manifest.json', `${JSON.stringify(manifest, null, 1)}\n`);
    await compress(out);
    const changed = await publish(out, dist);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`static/dist: ${Object.keys(manifest).length} assets, ${changed} files changed, ${seconds} s`);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

await build();
