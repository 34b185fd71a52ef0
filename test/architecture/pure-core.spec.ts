import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file));

const linesOf = (file: string): string[] => readFileSync(join(root, file), 'utf8').split('\n');
const isComment = (line: string): boolean => /^\s*(\/\/|\*|\/\*)/.test(line);

describe('the pure core', () => {
  it.each(['libs/events/src', 'libs/domain/src', 'libs/carriers/src'])('%s knows no clock, no chance and no environment', (folder) => {
    const offences = sources(folder).flatMap((file) =>
      linesOf(file).flatMap((line, index) =>
        !isComment(line) && /Date\.now|new Date\(\)|Math\.random|process\.env|randomUUID|randomBytes/.test(line)
          ? [`${file}:${index + 1}`]
          : [],
      ),
    );
    expect(offences).toEqual([]);
  });

  it('names what its rules pass over: no switch of the domain has a default', () => {
    const defaults = sources('libs/domain/src').flatMap((file) =>
      linesOf(file).flatMap((line, index) => (/^\s*default:/.test(line) ? [`${file}:${index + 1}`] : [])),
    );
    expect(defaults).toEqual([]);
  });
});

describe('the size of files', () => {
  it('stays readable: at most 300 lines', () => {
    const long = ['libs', 'apps', 'test', 'bench']
      .flatMap((folder) => {
        try {
          return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
        } catch {
          return [];
        }
      })
      .filter((file) => /\.tsx?$/.test(file) && !/\/dist\/|\/web\/src\/api\/schema\.ts$/.test(file) && linesOf(file).length > 301);
    expect(long).toEqual([]);
  });
});
