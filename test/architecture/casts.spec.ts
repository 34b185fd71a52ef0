import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');

/** A cast says that a value is of a type, and nothing looks whether it is. In every 1,000 lines there are at most so many. */
const MOST = 5;

/** Where foreign things become ours (formats of carriers, bytes of the event node, parsers), or where no server is concerned. */
const ELSEWHERE = /^(libs\/carriers|apps\/event-node|apps\/web)\/|\/(parse|[^/]*(codec|schema))[^/]*\.ts$/;
const OF_TESTS = /\.spec\.ts$|fixtures(\.ts|\/)|\/testing\//;

const files = ['libs', 'apps'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\/src\/.*\.ts$/.test(file) && !/node_modules|\.d\.ts$/.test(file) && !ELSEWHERE.test(file) && !OF_TESTS.test(file)),
);

/** The line of each `x as T` and `<T>x`; `as const` is none. */
function castsIn(file: string, text: string): number[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    const isCast = (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && node.type.getText(source) !== 'const';
    if (isCast) lines.push(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}

describe('casts', () => {
  it('are counted, in all their forms', () => {
    expect(castsIn('x.ts', 'const a = b as C;\nconst d = <C>b;\nconst e = [1] as const;\nconst f = g as unknown as H;\n')).toEqual([
      1, 2, 4, 4,
    ]);
  });

  it(`are at most ${MOST} in 1,000 lines`, () => {
    const texts = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
    const lines = texts.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
    const casts = texts.flatMap(({ file, text }) => castsIn(file, text).map((line) => `${file}:${line}`));
    const isFew = casts.length <= (MOST * lines) / 1_000;
    expect(isFew ? [] : casts).toEqual([]);
  });
});
