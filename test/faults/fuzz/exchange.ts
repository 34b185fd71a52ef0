import http from 'node:http';
import { faultsOf } from '../../support/answers';

/** A request as it goes out. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What came back, and when. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly milliseconds: number;
  readonly retryAfter: string | undefined;
  /** What is otherwise than the API's description says. */
  readonly faults: readonly string[];
}

const agent = new http.Agent({ keepAlive: true });
/** No answer by then is none. */
const LIMIT_MS = 60_000;

/** One request with the operator's key. */
export function exchange(url: string, key: string, { method, path, headers = {}, body }: Request): Promise<Reply> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${key}`, ...headers };
    const request = http.request(`${url}${path}`, { method, headers: all, agent, timeout: LIMIT_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const milliseconds = performance.now() - began;
        const { statusCode: status = 0, headers } = response;
        const mediaType = new Headers({ 'content-type': headers['content-type'] ?? '' });
        const faults = faultsOf(method, `${url}${path}`, { status, headers: mediaType, text });
        resolve({ status, text, milliseconds, retryAfter: headers['retry-after'], faults });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${LIMIT_MS} ms`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** Does all of it, so many at a time. */
export async function atATime<T>(most: number, items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
