import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** Ways in which a page makes markup, code or another page of a text. */
const MAKES_MARKUP =
  /dangerouslySetInnerHTML|(inner|outer)HTML\s*=[^=]|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|setHTML|\beval\(|new Function|javascript:/i;

/** Documents that the server made with every text escaped, as `track-page` specs show. */
const READS_PAGES = ['apps/web/src/customers/preview.tsx', 'apps/web/src/track/follow.ts'];

const files = readdirSync(join(root, 'apps/web/src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => join('apps/web/src', file));
const having = (pattern: RegExp): string[] => files.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8'))).sort();

it('no page makes markup of a text: what others wrote stays text wherever it is shown', () => {
  expect(files.length).toBeGreaterThan(80);
  expect(having(MAKES_MARKUP)).toEqual([]);
  expect(having(/DOMParser/)).toEqual(READS_PAGES);
});
