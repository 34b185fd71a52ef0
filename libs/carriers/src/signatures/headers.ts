import type { Headers, VerificationFault } from '../port';

export type HeaderValue = { readonly value: string } | { readonly fault: VerificationFault };

/** The one value of a header. A header that came twice proves nothing, even when both are the same. */
export function oneHeader(headers: Headers, name: string): HeaderValue {
  const found = Object.keys(headers).filter((key) => key.toLowerCase() === name && headers[key] !== undefined);
  if (found.length === 0) return { fault: 'header-missing' };
  const value = headers[found[0] as string];
  if (found.length > 1 || typeof value !== 'string') return { fault: 'header-repeated' };
  return value.trim() === '' ? { fault: 'header-missing' } : { value: value.trim() };
}

/** Several headers that only count together. */
export function severalHeaders(
  headers: Headers,
  names: readonly string[],
): { readonly values: readonly string[] } | { readonly fault: VerificationFault } {
  const found = names.map((name) => oneHeader(headers, name));
  const missing = found.find((header) => 'fault' in header);
  return missing && 'fault' in missing ? missing : { values: found.flatMap((header) => ('value' in header ? [header.value] : [])) };
}
