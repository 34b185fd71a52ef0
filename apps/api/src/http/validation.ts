import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { faultsOfIssues, issueWords, type JsonFault } from '@waybill/events';
import type { z } from 'zod';
import { type Fault, Problem } from './problem';

const parameterFault = ({ pointer = '', detail }: JsonFault): Fault => ({ parameter: pointer.split('/')[1] ?? '', detail });

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
