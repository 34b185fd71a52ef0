import http from 'node:http';

const PATIENCE_MS = 2_000;

/**
 * Whether the API takes in events: `/health/ready` answers 200. Over a connection of its own, since one that is kept alive would hold up the
 * API's shutdown.
 */
export function isReady(apiUrl: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(`${apiUrl}/health/ready`, { agent: false, timeout: PATIENCE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
