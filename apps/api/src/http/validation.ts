import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { issueWords } from './issue-words';
import { type Fault, Problem, pointerStep } from './problem';

type Issue = z.core.$ZodIssue;

const pointerTo = (path: readonly PropertyKey[], root: string): string =>
  path.reduce<string>((pointer, step) => pointer + pointerStep(step as string | number), root);

/** What a schema found wrong, one fault for each place; `root` leads to the checked value within the body. */
export function faultsOfIssues(issues: readonly Issue[], root = ''): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const pointer = pointerTo(issue.path, root);
    if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: pointer + pointerStep(key), detail: issue.message }));
  });
}

const parameterFault = ({ pointer = '', detail }: Fault): Fault => ({ parameter: pointer.split('/')[1] ?? '', detail });

/**
 * Checks whatever a controller's parameter names a zod schema for, and hands on what the schema made of it.
 * Synchronous on purpose: no schema here waits for anything.
 */
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, { schema, type }: ArgumentMetadata): unknown {
    if (!schema) return value;
    const result = (schema as unknown as z.ZodType).safeParse(type === 'body' ? (value ?? {}) : value, { error: issueWords });
    if (result.success) return result.data;
    const faults = faultsOfIssues(result.error.issues);
    throw new Problem('invalid-request', 'Correct the values that are listed and send it again.', {
      errors: type === 'body' ? faults : faults.map(parameterFault),
    });
  }
}
