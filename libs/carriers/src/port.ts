import type { Instant } from '@waybill/events';
import type { FormatName } from './format-names';
import type { CarrierReport } from './report';

/** Headers as an HTTP server gives them. Names are looked up in any case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export type VerificationFault =
  /** The source has no secret, and this sender signs what it sends. */
  | 'no-secret'
  | 'header-missing'
  /** The header came more than once: which one counts is not for us to guess. */
  | 'header-repeated'
  | 'header-malformed'
  | 'signature-wrong'
  /** The signed time is too far from now: perhaps an old push that is played again. */
  | 'outside-time-window';

/** Who sent it: proven by one of the secrets (its place in the list), or by nothing but the address that it was sent to. */
export type Verification =
  | { readonly verified: true; readonly by: 'secret'; readonly secret: number }
  | { readonly verified: true; readonly by: 'address' }
  | { readonly verified: false; readonly fault: VerificationFault };

/** What an adapter may know beside the bytes. */
export interface PushContext {
  /** When the push was taken in; the only clock that an adapter has. */
  readonly receivedTime: Instant;
  readonly headers: Headers;
  /** Path and query as they were asked for. */
  readonly url: string;
  /** IANA name: the clock on which this source's local times are, where their place does not say. */
  readonly defaultTimeZone?: string;
}

export type RefusalReason =
  | 'body-too-large'
  | 'broken-encoding'
  | 'not-json'
  | 'wrong-shape'
  | 'too-many-scans'
  | 'identifier-missing'
  | 'identifier-unusable'
  | 'time-unreadable'
  | 'coordinates-unusable'
  | 'key-missing'
  | 'count-wrong'
  | 'segment-broken'
  | 'checksum-wrong'
  | 'refused-by-sender'
  | 'more-refusals';

/** A part that was not taken, and why, in words for the integrator. */
export interface Refusal {
  readonly pointer: string;
  readonly reason: RefusalReason;
  readonly detail: string;
}

export interface Normalization {
  /** In the order in which the sender's history ran, the oldest first, where the sender has one. */
  readonly reports: readonly CarrierReport[];
  readonly refusals: readonly Refusal[];
  /** What was understood and says nothing about where a shipment is, e.g. another type of event at the same address. */
  readonly ignored: readonly string[];
  /**
   * The histories (`CarrierReport.history`) of which the push brings every scan that the sender has, and of which every scan could be read: a
   * scan of theirs that came before and is missing now was withdrawn or changed.
   */
  readonly wholeHistories: readonly string[];
  /** When the sender made this push. */
  readonly pushTime?: Instant;
}

/** One foreign format: bytes and headers in, reports or reasons out. Pure, and never throws, whatever the bytes. */
export interface CarrierFormat {
  readonly name: FormatName;
  readonly title: string;
  /** Raised when the status map or the reading changes what a push comes out as. */
  readonly mappingVersion: number;
  /** Whether the sender proves itself with a secret always, or only when the source has one. */
  readonly secret: 'required' | 'optional';
  readonly verify: (rawBody: Uint8Array, headers: Headers, url: string, secrets: readonly string[], now: Instant) => Verification;
  readonly normalize: (rawBody: Uint8Array, context: PushContext) => Normalization;
}
