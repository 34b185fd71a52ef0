import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type ShipmentSummary = Schemas['ShipmentSummary'];
export type ExceptionSummary = Schemas['Exception'];

/** An answer that is no success, with what to do next in its message (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The last part of the problem's type, for example `shipment-terminal`. */
    readonly slug: string,
  ) {
    super(message);
  }
}

/** Is called when a request finds that the user is not signed in any more. */
let onSignedOut: () => void = () => undefined;
export const whenSignedOut = (act: () => void): void => {
  onSignedOut = act;
};

interface ProblemBody {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[];
}

/** What went wrong, in the words of the API, with every fault that it found. */
export function problemOf(status: number, body: ProblemBody | undefined): ProblemError {
  const faults = (body?.errors ?? []).map(
    ({ pointer, parameter, detail }) => `${(pointer ?? parameter ?? '').replace(/^\//, '')} ${detail}`,
  );
  const sentence = [body?.title && `${body.title}.`, body?.detail, ...faults].filter(Boolean).join(' ');
  return new ProblemError(status, sentence || `The API answered ${status}.`, body?.type?.split('/').at(-1) ?? '');
}

const problemsAreThrown: Middleware = {
  async onResponse({ response, schemaPath }) {
    if (response.ok) return;
    if (response.status === 401 && !schemaPath.startsWith('/v1/session')) onSignedOut();
    throw problemOf(response.status, (await response.json().catch(() => undefined)) as ProblemBody | undefined);
  },
};

/** The API of the server that the page came from; the session's cookie goes along by itself. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });
api.use(problemsAreThrown);

/** The body of a success. Anything else was thrown before. @throws ProblemError */
export async function answerOf<T>(request: Promise<{ data?: T }>): Promise<T> {
  const { data } = await request;
  return data as T;
}
