// Tables on the clipboard, as spreadsheets put them there: tabs between cells, quotes around cells with line breaks.

const QUOTED = /"((?:[^"]|"")*)"(?=\t|\r?\n|$)/y;
const PLAIN = /[^\t\r\n]*/y;
const MOST_ROWS = 2000;

/** Read a table from the clipboard's text; rows may differ in length. */
export function readTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length && rows.length < MOST_ROWS) {
    const [value, end] = readCell(text, at);
    row.push(value);
    at = end;
    if (text[at] === '\t') {
      at += 1;
      continue;
    }
    rows.push(row);
    row = [];
    if (at >= text.length) break;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    if (at >= text.length) break; // the break after the last row begins no row
  }
  return rows;
}

/** Write a table for the clipboard. */
export function writeTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join('\t')).join('\n');
}

function readCell(text: string, at: number): readonly [string, number] {
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(text);
  if (quoted) return [(quoted[1] ?? '').replaceAll('""', '"').replace(/\r\n?/g, '\n'), QUOTED.lastIndex];
  PLAIN.lastIndex = at;
  const plain = PLAIN.exec(text)?.[0] ?? '';
  return [plain.replace(/^[ \u00a0]+|[ \u00a0]+$/g, ''), at + plain.length];
}

function quoted(value: string): string {
  return /[\t\n\r]|^"/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
