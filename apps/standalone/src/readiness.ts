import http from 'node:http';

const PATIENCE_MS = 5_000;

/** What the API says of itself: whether it takes in events, and if not, why. */
export interface ApiReadiness {
  readonly isReady: boolean;
  readonly note?: string;
}

/** Asks `/health/ready`, over a connection of its own, since one that is kept alive would hold up the API's shutdown. */
export function readinessOf(apiUrl: string): Promise<ApiReadiness> {
  return new Promise((resolve) => {
    const request = http.get(`${apiUrl}/health/ready`, { agent: false, timeout: PATIENCE_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ isReady: answer.statusCode === 200, ...noteIn(text) }));
      answer.on('error', () => resolve({ isReady: false }));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve({ isReady: false }));
  });
}

function noteIn(text: string): { note?: string } {
  try {
    const { note }: { note?: unknown } = JSON.parse(text);
    return typeof note === 'string' ? { note } : {};
  } catch {
    return {};
  }
}
