/** A parsed media type; type and parameter names are in lower case. */
export interface MediaType {
  /** `type/subtype`. */
  readonly essence: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const ESSENCE = new RegExp(`^${TOKEN}/${TOKEN}$`);
/** RFC 9110 5.6.6: white space around the semicolon, none around the equals sign; an empty parameter is allowed. */
const PARAMETER = new RegExp(
  `[ \\t]*;[ \\t]*(?:(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\[\\t\\x20-\\xff])*)"))?`,
  'y',
);

function parseParameters(text: string): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text);
    if (!match) return undefined;
    const [, name, token, quoted] = match;
    if (name) parameters[name.toLowerCase()] = token ?? (quoted ?? '').replace(/\\(.)/g, '$1');
  }
  return parameters;
}

/** Parses a media type as RFC 9110 8.3.1 writes it; undefined when the text is not one. Garbage behind it is not ignored. */
export function parseMediaType(text: string): MediaType | undefined {
  const trimmed = text.trim();
  const end = trimmed.search(/[ \t]*(;|$)/);
  const essence = trimmed.slice(0, end).toLowerCase();
  if (!ESSENCE.test(essence)) return undefined;
  const parameters = parseParameters(trimmed.slice(end));
  return parameters && { essence, parameters };
}

/** CloudEvents JSON format 3.1: subtype `json`, or one that ends in `+json`. */
export const isJson = ({ essence }: MediaType): boolean => essence.endsWith('/json') || essence.endsWith('+json');

/** JSON is UTF-8 (RFC 8259); another charset would be read wrongly without a sign of it. */
export const isUtf8 = ({ parameters }: MediaType): boolean => /^(utf-?8|us-ascii)$/i.test(parameters.charset ?? 'utf-8');
