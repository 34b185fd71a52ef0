/** Releases of real servers that the node can play, for tests. */
export const RELEASES = ['23.10', '24.10', '26.0'] as const;
export type Release = (typeof RELEASES)[number];

/**
 * What a real server does otherwise than this node does by itself, as measured on such servers. Not played: answers that are compressed
 * (26.0; gRPC for Node.js cannot send any), clusters, and checkpoints of persistent subscriptions that are written late.
 */
export interface Behaviour {
  /** The version that it answers when a client asks. */
  readonly version: string;
  /** Milliseconds after which a subscriber hears of a commit, each time anew. */
  readonly newsDelayMs: () => number;
  /** A live subscription that is behind is ended by the server, or told so and read for from the log. */
  readonly whenBehind: 'ended' | 'told';
  /** What a filtered subscription that has found nothing is told at the end of the past: nothing, -1, or 0 on an empty log. */
  readonly nothingFound: 'nothing' | 'minus one' | 'zero';
  /** A filtered subscription after a checkpoint gets the event at the checkpoint again. */
  readonly repeatsCheckpoint: boolean;
  /** Bytes of all events of a write together. */
  readonly maxAppendSize: number;
  readonly maxMessageSize: number;
  /** Sentences of errors go on after ` >> `. */
  readonly longSentences: boolean;
}

const MIB = 1024 * 1024;
const NEWS_WITHIN_MS = 40;
const OLDER = {
  whenBehind: 'told',
  nothingFound: 'nothing',
  repeatsCheckpoint: true,
  maxAppendSize: MIB,
  maxMessageSize: 17 * MIB,
  longSentences: false,
} as const;

const PLAYED: Readonly<Record<Release, Omit<Behaviour, 'newsDelayMs'>>> = {
  '23.10': { ...OLDER, version: '23.10.6', whenBehind: 'ended', repeatsCheckpoint: false },
  '24.10': { ...OLDER, version: '24.10.4', nothingFound: 'minus one' },
  '26.0': {
    ...OLDER,
    version: '26.0.3',
    nothingFound: 'zero',
    maxAppendSize: 256 * MIB,
    maxMessageSize: 16 * MIB,
    longSentences: true,
  },
};

/** What the node plays for a release. The same seed makes the same delays. */
export function behaviourOf(release: Release, seed: number): Behaviour {
  const random = randomFrom(seed);
  return { ...PLAYED[release], newsDelayMs: () => random() * NEWS_WITHIN_MS };
}

/** Numbers from 0 up to 1 that follow from the seed alone (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
