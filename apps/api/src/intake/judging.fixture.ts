import type { Report } from '@waybill/tracking';
import type { Problem } from '../http/problem';
import { type Delivery, readContent } from './content-mode';
import { judge, type Verdict } from './judge';

export const STRUCTURED = 'application/cloudevents+json';
export const scan = {
  specversion: '1.0',
  id: 'e-1',
  source: 'https://dhl.example/eu',
  type: 'dev.waybill.item-scanned.v1',
  subject: 'tracking-number:dhl/12 34',
  time: '2026-03-01T10:00:00.123456+01:00',
  data: { milestone: 'IN_TRANSIT', extra: { kept: true } },
};

export const rawOf = (headers: Record<string, string>): string[] => Object.entries(headers).flat();
export const delivery = (headers: Record<string, string>, body?: string | Buffer): Delivery => ({
  headers,
  rawHeaders: rawOf(headers),
  body: body === undefined ? undefined : Buffer.from(body as string),
});
export const judging = { maySendAs: (source: string) => !source.startsWith('urn:foreign'), traceparent: undefined };

export function verdictOn(request: Delivery): Verdict {
  const content = readContent(request);
  if (!('single' in content)) throw new Error('a batch');
  return judge(content.single, judging);
}
export const structured = (event: unknown): Verdict => verdictOn(delivery({ 'content-type': STRUCTURED }, JSON.stringify(event)));
export const reportOf = (verdict: Verdict): Report => {
  if ('problem' in verdict) throw verdict.problem;
  return verdict.report;
};
export const problemOf = (verdict: Verdict): Problem => {
  if ('report' in verdict) throw new Error('it was taken in');
  return verdict.problem;
};
export const pointers = (verdict: Verdict): string[] =>
  (problemOf(verdict).extras.errors ?? []).map(({ pointer }) => pointer as string).sort();
export const thrown = (request: Delivery): string => {
  try {
    readContent(request);
  } catch (error) {
    return (error as Problem).slug;
  }
  return 'nothing';
};
