import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One line of a table by the names of its columns. A column that is not there is empty. */
export type Row = Readonly<Record<string, string>>;

/** The fields of a table (RFC 4180), line by line. Lines end with LF, CR LF or CR. */
function fieldsOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/gy;
  while (field.lastIndex < text.length) {
    const [, quoted, plain = '', end] = field.exec(text) as RegExpExecArray;
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}

/** The rows of a table with a head line. A file that ends with `.gz` is unpacked. */
export function readCsv(file: string): Row[] {
  const bytes = fs.readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  const [head = [], ...lines] = fieldsOf(text);
  return lines.map((fields) => Object.fromEntries(head.map((name, i) => [name, fields[i] ?? ''])));
}

/** What a row says in a column. */
export const textIn = (row: Row, column: string): string => row[column] ?? '';
/** The number that a row has in a column. NaN when there is none. */
export const numberIn = (row: Row, column: string): number => (row[column] ? Number(row[column]) : Number.NaN);
