import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../http/problem';

const PER_MINUTE = 60;

/** The network that one caller is likely to hold: an IPv4 address, or an IPv6 /64. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}

/** Slows down who guesses: failed keys and unknown tracking tokens, 60 a minute for each network. Valid ones are never counted. */
export class FailureLimit {
  private readonly limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });

  /** Counts a failure. @returns `otherwise`, or the 429 that is due instead */
  async count(address: string, otherwise: Problem): Promise<Problem> {
    try {
      await this.limiter.consume(networkOf(address));
      return otherwise;
    } catch (limit) {
      if (!(limit instanceof RateLimiterRes)) throw limit;
      const seconds = Math.max(1, Math.ceil(limit.msBeforeNext / 1000));
      return new Problem('too-many-failures', `Wait ${seconds} s, and check the key or link.`, {
        headers: { 'retry-after': String(seconds) },
      });
    }
  }
}
