/** A 64-bit hash as two unsigned 32-bit halves. */
export interface NameHash {
  readonly low: number;
  readonly high: number;
}

/** 64-bit hash (cyrb53's mixing, both words kept) of the UTF-8 bytes of a stream name. Two names may share it; callers verify names. */
export function hashBytes(bytes: Uint8Array): NameHash {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    low = Math.imul(low ^ byte, 2654435761);
    high = Math.imul(high ^ byte, 1597334677);
  }
  return finish(low, high);
}

/** The same hash from text, without an intermediate buffer for ASCII names. */
export function hashName(name: string): NameHash {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code > 127) return hashBytes(Buffer.from(name, 'utf8'));
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  return finish(low, high);
}

function finish(low: number, high: number): NameHash {
  const mixedLow = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  const mixedHigh = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(mixedLow ^ (mixedLow >>> 13), 3266489909);
  return { low: mixedLow >>> 0, high: mixedHigh >>> 0 };
}
