/** What a person needs of a log line. */
export type Shown = { readonly level: 'warn' | 'error' | 'other'; readonly text: string };

const MAX_TEXT = 240;
const levels: Readonly<Record<string, Shown['level']>> = { warn: 'warn', error: 'error', fatal: 'error' };

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1)}…` : line;
}

type Entry = { level?: unknown; msg?: unknown; message?: unknown; err?: { message?: unknown } };

function parseEntry(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: Entry = JSON.parse(line);
    return entry;
  } catch {
    return undefined;
  }
}

/** Reads a JSON log entry; Postgres's own lines and stack traces are plain text and count by their wording. */
export function readLogLine(line: string): Shown {
  const entry = parseEntry(line);
  if (!entry) return { level: /\b(FATAL|PANIC)\b/.test(line) ? 'error' : 'other', text: shorten(line) };
  const cause = entry.err?.message ? `: ${entry.err.message}` : '';
  return { level: levels[String(entry.level)] ?? 'other', text: shorten(`${entry.msg ?? entry.message ?? ''}${cause}`) };
}
