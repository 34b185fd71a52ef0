import type { Report } from '@waybill/events';
import { type IncomingRequest, readContent } from './content-mode';
import { type CloudEventVerdict, judge } from './judge';
import type { CloudEventReason, CloudEventRefusal } from './refusal';

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
export const request = (headers: Record<string, string>, body?: string | Buffer): IncomingRequest => ({
  headers,
  rawHeaders: rawOf(headers),
  body: body === undefined ? undefined : Buffer.from(body as string),
});
export const judging = { maySendAs: (source: string) => !source.startsWith('urn:foreign'), traceparent: undefined };

export function verdictOn(request: IncomingRequest): CloudEventVerdict {
  const content = readContent(request);
  if (!('single' in content)) throw new Error('a batch');
  return judge(content.single, judging);
}
export const structured = (event: unknown): CloudEventVerdict => verdictOn(request({ 'content-type': STRUCTURED }, JSON.stringify(event)));
export const reportOf = (verdict: CloudEventVerdict): Report => {
  if ('refusal' in verdict) throw new Error(verdict.refusal.reason);
  return verdict.report;
};
export const refusalOf = (verdict: CloudEventVerdict): CloudEventRefusal => {
  if ('report' in verdict) throw new Error('it was taken in');
  return verdict.refusal;
};
export const pointers = (verdict: CloudEventVerdict): string[] =>
  (refusalOf(verdict).errors ?? []).map(({ pointer }) => pointer as string).sort();
/** Why the request as a whole is not looked at. */
export const reasonOf = (request: IncomingRequest): CloudEventReason | 'nothing' => {
  const content = readContent(request);
  return 'refused' in content ? content.refused.reason : 'nothing';
};
