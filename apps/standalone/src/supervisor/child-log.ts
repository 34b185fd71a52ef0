import path from 'node:path';
import { systemClock } from '@waybill/platform';
import { LogFile } from './log-file';
import { readLogLine } from './log-line';

export type ChildLog = {
  line(line: string, stream: 'out' | 'err'): void;
  /** What may explain a death. */
  lastLines(): readonly string[];
  close(): void;
};

const WINDOW_MS = 10_000;
const SHOWN_PER_WINDOW = 5;
const KEPT = 8;

/** Lets a few lines through per while, so that a loop of errors does not scroll the first screen away. */
function allowance(onFirstRefused: () => void): () => boolean {
  let since = 0;
  let count = 0;
  return () => {
    const now = systemClock.monotonic();
    if (now - since > WINDOW_MS) [since, count] = [now, 0];
    count += 1;
    if (count === SHOWN_PER_WINDOW + 1) onFirstRefused();
    return count <= SHOWN_PER_WINDOW;
  };
}

/** Everything goes to `<logs>/<file>.log`; warnings and errors also to the console, in short. */
export function childLog(name: string, logs: string, say: (line: string) => void): ChildLog {
  const fileName = `${name.toLowerCase().replace(' ', '-')}.log`;
  const file = new LogFile(path.join(logs, fileName));
  const last: string[] = [];
  const mayShow = allowance(() => say(`${name}: more in ${path.join(logs, fileName)}`));
  return {
    line(line, stream) {
      file.write(line);
      const { level, text } = readLogLine(line);
      if (text && (level !== 'other' || stream === 'err')) last.push(text);
      if (last.length > KEPT) last.shift();
      if (level !== 'other' && mayShow()) say(`${name} ${level}: ${text}`);
    },
    lastLines: () => last,
    close: () => file.close(),
  };
}
