import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const pages = fs.readdirSync(path.join(root, 'docs/how-to'));
const textOf = (page: string): string => fs.readFileSync(path.join(root, 'docs/how-to', page), 'utf8');
/** Code spans that name something in a room of the house, and pages that are linked to. */
const filesOn = (text: string): string[] => [
  ...[...text.matchAll(/`((?:apps|libs|test|docs|bench|scripts)\/[^`\s]+)`/g)].map(([, file]) => file as string),
  ...[...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, page]) => `docs/how-to/${page}`),
];
const commitsOn = (text: string): string[] => {
  const last = text.slice(text.lastIndexOf('A commit that did this:'));
  return [...last.matchAll(/"([^"]+)"/g)].map(([, subject]) => subject as string);
};

const git = (...given: string[]): string => execFileSync('git', given, { cwd: root, encoding: 'utf8' });

describe('how to', () => {
  it.each(pages)('%s names only files that there are', (page) => {
    const files = filesOn(textOf(page));
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
  });

  it.each(pages)('%s shows a commit', (page) => {
    const commits = commitsOn(textOf(page));
    expect(commits.length).toBeGreaterThan(0);
    // A copy without the history has no subjects to look for.
    if (!fs.existsSync(path.join(root, '.git')) || git('rev-parse', '--is-shallow-repository').trim() === 'true') return;
    const subjects = git('log', '--format=%s').split('\n');
    expect(commits.filter((subject) => !subjects.includes(subject))).toEqual([]);
  });
});
