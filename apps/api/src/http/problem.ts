import type { JsonFault } from '@waybill/events';
import type { ProblemDetails } from './problem.schema';
import { PROBLEMS, type ProblemSlug, problemType } from './problem-table';

/** One thing that is wrong: `pointer` leads into the JSON body, `parameter` names a query, path or header value. */
export interface Fault extends JsonFault {
  readonly parameter?: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Fault[];
  /** Extension members of the problem. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Enough to see what is wrong. A body of 1 MiB can have 100,000 faults, and each of them would be longer than its cause. */
const MAX_FAULTS = 20;

/** The first faults, and how many there are beyond them. */
function listed(errors: readonly Fault[]): { readonly errors: readonly Fault[]; readonly furtherErrors?: number } {
  const further = errors.length - MAX_FAULTS;
  return further <= 0 ? { errors } : { errors: errors.slice(0, MAX_FAULTS), furtherErrors: further };
}

/** An answer that is not a success; `detail` tells the caller what to do next. */
export class Problem extends Error {
  constructor(
    readonly slug: ProblemSlug,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(`${slug}: ${detail}`);
    this.name = 'Problem';
  }

  get status(): number {
    return PROBLEMS[this.slug].status;
  }

  details(instance?: string): ProblemDetails {
    const { errors, members } = this.extras;
    return {
      type: problemType(this.slug),
      title: PROBLEMS[this.slug].title,
      status: this.status,
      detail: this.detail,
      ...(instance === undefined ? {} : { instance }),
      ...(errors === undefined ? {} : listed(errors)),
      ...members,
    };
  }
}

/** Back-pressure: the caller may send the same again after some seconds. */
export const retryLater = (slug: ProblemSlug, detail: string, seconds = 1): Problem =>
  new Problem(slug, detail, { headers: { 'retry-after': String(seconds) } });
