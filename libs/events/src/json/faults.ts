import type { z } from 'zod';

/** One thing that is wrong with a JSON value: `pointer` leads to it (RFC 6901). */
export interface JsonFault {
  readonly pointer?: string;
  readonly detail: string;
}

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: PropertyKey): string => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const pointerTo = (path: readonly PropertyKey[], root: string): string =>
  path.reduce<string>((pointer, step) => pointer + pointerStep(step), root);

/** What a schema found wrong, one fault for each place; `root` leads to the checked value within the body. */
export function faultsOfIssues(issues: readonly z.core.$ZodIssue[], root = ''): JsonFault[] {
  return issues.flatMap((issue): JsonFault[] => {
    const pointer = pointerTo(issue.path, root);
    if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: pointer + pointerStep(key), detail: issue.message }));
  });
}
