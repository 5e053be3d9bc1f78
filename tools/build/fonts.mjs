// Fonts: woff2 slices of @fontsource-variable with their unicode ranges, and the face of Han punctuation.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digest, write } from './publish.mjs';

const SCRIPTS = ['thai', 'ethiopic', 'georgian', 'armenian', 'bengali', 'devanagari', 'khmer', 'lao', 'sinhala'];
/** Stylesheets in the order of the font stack; Archivo's standard file carries weight and width. */
const FACES = [
  '@fontsource-variable/archivo/standard.css',
  '@fontsource-variable/noto-sans/index.css',
  '@fontsource-variable/noto-sans-sc/index.css',
  '@fontsource-variable/noto-sans-arabic/index.css',
  ...SCRIPTS.map((script) => `@fontsource-variable/noto-sans-${script}/index.css`),
  // Burmese has no variable face.
  '@fontsource/noto-sans-myanmar/400.css',
  '@fontsource/noto-sans-myanmar/700.css',
];
/** Slices that another face of the stack has already. */
const SUBSETS_LEFT_OUT = new RegExp(
  `noto-sans-devanagari-(?:standard|wght)|noto-sans-(?:${[...SCRIPTS, 'myanmar'].join('|')})-(?:latin|cyrillic|greek|vietnamese|math|symbols)`,
);
const HAN_MARKS = { family: 'Podium Han Marks', source: 'noto-sans-sc', points: [0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2026] };

/** Emit css/fonts-<hash>.css and the slices it names. */
export async function buildFonts(root, out) {
  const packages = join(root, 'node_modules');
  const rules = [];
  for (const face of FACES) {
    const css = await readFile(join(packages, face), 'utf8');
    rules.push(...css.match(/@font-face\s*\{[^}]*\}/g).filter((rule) => !SUBSETS_LEFT_OUT.test(rule)).map((rule) => describe(rule, join(packages, dirname(face)))));
  }
  const marks = hanMarks(rules.filter((rule) => rule.path.includes(`/${HAN_MARKS.source}/`)));
  const all = [...marks, ...rules];
  const names = new Map();
  await mkdir(join(out, 'fonts'), { recursive: true });
  await Promise.all([...new Set(all.map((rule) => rule.path))].map(async (path) => {
    const content = await readFile(path);
    const name = path.split('/').at(-1).replace(/(-standard|-wght)-normal\.woff2$/, `-${digest(content)}.woff2`);
    names.set(path, name);
    await writeFile(join(out, 'fonts', name), content);
  }));
  const css = all.map((rule) => fontFace(rule, names.get(rule.path))).join('\n');
  const hashed = `css/fonts-${digest(css)}.css`;
  await write(out, hashed, `${css}\n`);
  return { 'css/fonts.css': hashed };
}

function describe(rule, folder) {
  const value = (property) => rule.match(new RegExp(`${property}:\\s*([^;]+);`))?.[1].trim();
  return {
    family: value('font-family').replaceAll(/['"]/g, ''),
    weight: value('font-weight'),
    stretch: value('font-stretch'),
    path: join(folder, rule.match(/url\(([^)]+)\)/)[1]),
    range: value('unicode-range'),
  };
}

// Archivo would draw “ ” … — narrow; inside Chinese text they are one Han square wide. This face stands before it.
function hanMarks(slices) {
  const found = new Map();
  for (const point of HAN_MARKS.points) {
    const slice = slices.find((rule) => covers(rule.range, point));
    if (!slice) throw new Error(`no slice of ${HAN_MARKS.source} has U+${point.toString(16)}`);
    found.set(slice, [...(found.get(slice) ?? []), point]);
  }
  return [...found].map(([slice, points]) => ({
    ...slice,
    family: HAN_MARKS.family,
    range: points.map((point) => `U+${point.toString(16).toUpperCase()}`).join(','),
  }));
}

function covers(range, point) {
  return range.split(',').some((part) => {
    const [first, last = first] = part.trim().slice(2).split('-').map((hex) => Number.parseInt(hex, 16));
    return first <= point && point <= (Number.isNaN(last) ? first : last);
  });
}

function fontFace(rule, name) {
  const stretch = rule.stretch ? `font-stretch:${rule.stretch};` : '';
  return `@font-face{font-family:"${rule.family}";font-style:normal;font-display:swap;font-weight:${rule.weight};${stretch}src:url(../fonts/${name}) format("woff2");unicode-range:${rule.range}}`;
}
