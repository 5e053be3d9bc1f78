// Styles: one bundle a door, each the common layers and its features.
import { basename } from 'node:path';
import { build } from 'esbuild';
import { TARGETS } from './targets.mjs';

/** Which feature files a door loads. */
export const DOORS = {
  public: ['public', 'home', 'pages', 'first_steps', 'print'],
  judge: ['judge', 'sheet', 'desk', 'questions'],
  office: [
    'office', 'office_pages', 'office_set_up', 'office_forms', 'office_schedule', 'office_look', 'office_devices', 'office_registers', 'office_scheme',
    'office_roster', 'office_exchange', 'office_panels', 'office_calibration', 'office_keeping', 'office_versions', 'questions', 'print',
  ],
  screen: ['screen'],
  signin: ['public', 'signin', 'first_steps'],
  gallery: ['public', 'home', 'pages', 'judge', 'office', 'screen', 'signin', 'gallery'],
};

/** Emit css/<door>-<hash>.css for every door. */
export async function buildStyles(root, out) {
  const manifest = {};
  await Promise.all(
    Object.entries(DOORS).map(async ([door, features]) => {
      const imports = ['./index.css', ...features.map((feature) => `./features/${feature}.css`)];
      const result = await build({
        stdin: {
          contents: imports.map((path) => `@import "${path}";`).join('\n'),
          loader: 'css',
          resolveDir: `${root}/static/css`,
          sourcefile: `${door}.css`,
        },
        bundle: true,
        minify: true,
        target: TARGETS,
        outdir: `${out}/css`,
        entryNames: `${door}-[hash]`,
        metafile: true,
        logLevel: 'warning',
      });
      const file = Object.keys(result.metafile.outputs).find((path) => path.endsWith('.css'));
      manifest[`css/${door}.css`] = `css/${basename(file)}`;
    }),
  );
  return manifest;
}
