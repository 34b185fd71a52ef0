/** Fields that hold nothing but a secret. A `key` is none of them: it is what a processor keeps in order, such as a shipment id. */
const secretName =
  /^(authorization|proxy-authorization|cookie|set-cookie|pass|pwd|dsn|databaseurl|database_url)$|(token|secrets?|passwords?|api[-_]?key|deployment[-_]?key)$/i;
const REDACTED = '[redacted]';
const MAX_TEXT = 256;
const MAX_STACK = 2_000;
const MAX_ITEMS = 50;
const MAX_DEPTH = 6;

/**
 * Secrets by their shape, alone or inside longer texts: query parameters, bearer headers, our keys, tracking pages, passwords in URLs, and
 * 32 bytes in base64 or hex, which tracking tokens, keys and the secrets of sources are.
 */
const embedded: readonly (readonly [RegExp, string])[] = [
  [/\b(access_token|token|secret|password|signature|sig)=[^&\s"'#]+/gi, `$1=${REDACTED}`],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{6,}/gi, `$1 ${REDACTED}`],
  [/\bwbk_[A-Za-z0-9_-]+/g, REDACTED],
  [/(\/track\/)[A-Za-z0-9_-]{20,}/g, `$1${REDACTED}`],
  [/(\w:\/\/[^\s:/@]*):[^\s/@]+@/g, `$1:${REDACTED}@`],
  [/(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{43}(?![\w-])/g, REDACTED],
  [/(?<![\w+/])[A-Za-z0-9+/]{43}=(?!=)/g, REDACTED],
  [/\b[0-9a-f]{64}\b/gi, REDACTED],
];

/** A text fit for the log: no secrets, at most `limit` characters. */
export function cleanText(text: string, limit = MAX_TEXT): string {
  const scanned = text.slice(0, limit * 2);
  const clean = embedded.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), scanned);
  return clean.length > limit ? `${clean.slice(0, limit - 1)}…` : clean;
}

function cleanError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error;
  const more = cleanFields(rest, depth + 1);
  const shown = { type: name, message: cleanText(message), stack: cleanText(stack ?? '', MAX_STACK), ...more };
  return cause === undefined ? shown : { ...shown, cause: cleanValue(cause, depth + 1) };
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return cleanError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => cleanValue(item, depth + 1));
  if (value instanceof Map || value instanceof Set) return cleanValue([...value], depth);
  return cleanFields(value, depth + 1);
}

/** A log entry's fields without secrets, at any depth, with every text capped. Also ends cycles, by depth. */
export function cleanFields(fields: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([name, value]) => [name, secretName.test(name) ? REDACTED : cleanValue(value, depth)]));
}
