import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

const ARTICLE = /^[aeio]/;
const NUMBERS = new Set(['number', 'int', 'bigint']);

const kind = (expected: string): string => `${ARTICLE.test(expected) ? 'an' : 'a'} ${expected}`;
const count = (size: number | bigint, origin: string): string =>
  `${size} ${origin === 'string' ? 'character' : 'item'}${size === 1 ? '' : 's'}`;

function sizeWords(origin: string, bound: 'at least' | 'at most', size: number | bigint, inclusive = true): string {
  if (!NUMBERS.has(origin)) return `must have ${bound} ${count(size, origin)}`;
  return inclusive ? `must be ${bound} ${size}` : `must be ${bound === 'at least' ? 'more' : 'less'} than ${size}`;
}

/** What is wrong with a value, in words for the person who sent it; undefined leaves it to zod. */
export function issueWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${kind(issue.expected as string)}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be ${(issue.values as unknown[]).join(' or ')}`;
    case 'too_small':
      return sizeWords(issue.origin as string, 'at least', issue.minimum as number, issue.inclusive as boolean);
    case 'too_big':
      return sizeWords(issue.origin as string, 'at most', issue.maximum as number, issue.inclusive as boolean);
    case 'unrecognized_keys':
      return 'is not known here';
    default:
      return undefined;
  }
}
