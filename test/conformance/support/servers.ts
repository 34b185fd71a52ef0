import type { EventStoreDBClient } from '@eventstore/db-client';

/** What the cases of this suite expect of a server, as far as servers differ. Measured on 23.10.6, 24.10.4 and 26.0.3. */
export interface Expectations {
  /** Bytes of an append; undefined where it is so many that no message of a client holds them. */
  readonly appendLimit: number | undefined;
  /** A filtered subscription that has found nothing is told -1, which is no place to resume from. */
  readonly tellsMinusOne: boolean;
  /** A subscription after a checkpoint may get the event at the checkpoint again. */
  readonly repeatsCheckpoint: boolean;
  /** An append whose events are being stored for another caller is left without an answer. */
  readonly leavesEqualAppends: boolean;
  /** An append with an event without type is answered twice, at which the client throws outside of its promises. */
  readonly answersNoTypeTwice: boolean;
  /** Reading `$all` from between two records goes on with the next record, if the bytes there look like one. */
  readonly readsBetweenRecords: boolean;
  /** A group of `$all` may get again what it acknowledged last, after a restart of the subsystem. */
  readonly repeatsAfterRestart: boolean;
}

const REAL = {
  appendLimit: 1024 * 1024,
  tellsMinusOne: false,
  repeatsCheckpoint: false,
  leavesEqualAppends: true,
  answersNoTypeTwice: true,
  readsBetweenRecords: true,
  repeatsAfterRestart: true,
} as const satisfies Expectations;

export const SERVERS = {
  embedded: {
    ...REAL,
    leavesEqualAppends: false,
    answersNoTypeTwice: false,
    readsBetweenRecords: false,
    repeatsAfterRestart: false,
  },
  '23.10': REAL,
  '24.10': { ...REAL, tellsMinusOne: true, repeatsCheckpoint: true },
  '26.0': { ...REAL, repeatsCheckpoint: true, appendLimit: undefined },
} as const satisfies Record<string, Expectations>;

/** The row for a server by what it says of itself; later releases are taken to be like the last one that was measured before them. */
export function serverOf(version: string): keyof typeof SERVERS {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= 26) return '26.0';
  return major > 24 || (major === 24 && minor >= 10) ? '24.10' : '23.10';
}

/** The version that a server tells. The client knows it, and shows it to nothing but its own calls. */
export async function versionOf(client: EventStoreDBClient): Promise<string> {
  const { capabilities } = client as unknown as { readonly capabilities: Promise<{ readonly serverVersion: string }> };
  return (await capabilities).serverVersion;
}
