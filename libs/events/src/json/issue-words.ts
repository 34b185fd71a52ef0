import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

const ARTICLE = /^[aeio]/;
const NUMBERS = new Set(['number', 'int', 'bigint']);

const kind = (expected: string): string => `${ARTICLE.test(expected) ? 'an' : 'a'} ${expected}`;
const count = (size: number, origin: string): string => `${size} ${origin === 'string' ? 'character' : 'item'}${size === 1 ? '' : 's'}`;

function sizeWords(origin: string, bound: 'at least' | 'at most', size: number, inclusive: boolean): string {
  if (!NUMBERS.has(origin)) return `must have ${bound} ${count(size, origin)}`;
  return inclusive ? `must be ${bound} ${size}` : `must be ${bound === 'at least' ? 'more' : 'less'} than ${size}`;
}

/** What is wrong with a value, in words for the person who sent it; undefined leaves it to zod. */
export function issueWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${kind(String(issue.expected))}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be ${[issue.values].flat().join(' or ')}`;
    case 'too_small':
      return sizeWords(String(issue.origin), 'at least', Number(issue.minimum), issue.inclusive !== false);
    case 'too_big':
      return sizeWords(String(issue.origin), 'at most', Number(issue.maximum), issue.inclusive !== false);
    case 'unrecognized_keys':
      return 'is not known here';
    default:
      return undefined;
  }
}
