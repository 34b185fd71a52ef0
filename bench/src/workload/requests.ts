import { cloudEventText, Drives, type SubjectText } from './reports';

/** One HTTP request as text, and what a right answer must say. */
export interface PreparedRequest {
  readonly text: string;
  /** Events that the answer has to have taken in; requests count as 1. */
  readonly events: number;
  /** Text that a right answer's body holds. */
  readonly expect: string;
  readonly status: number;
  /** Event time of a single report, to look for in a query. */
  readonly time?: string;
  readonly subject?: SubjectText;
}

/** Shipments that one batch reports on: all events on one, or events spread evenly over that many. */
export type Spread = number;

/** What the load generator sends. `run` makes the ids of one run unlike those of any other. */
export type LoadPlan =
  | { readonly kind: 'single'; readonly subjects: readonly SubjectText[]; readonly run: string }
  | {
      readonly kind: 'batch';
      readonly subjects: readonly SubjectText[];
      readonly run: string;
      readonly size: number;
      readonly spread: Spread;
      readonly mixed?: boolean;
    }
  | { readonly kind: 'get'; readonly paths: readonly string[] };

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly key?: string;
}

export type NextRequest = () => PreparedRequest;

const headOf = (method: string, path: string, { host, port, key }: Target, rest: string): string =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${key === undefined ? '' : `Authorization: Bearer ${key}\r\n`}${rest}\r\n`;

/** All bodies are ASCII, so that characters are bytes. */
const post = (head: string, body: string): string => `${head}Content-Length: ${body.length}\r\n\r\n${body}`;

function singles(target: Target, subjects: readonly SubjectText[], run: string): NextRequest {
  const head = headOf('POST', '/v1/events', target, 'Content-Type: application/cloudevents+json');
  const drives = new Drives(subjects);
  let sent = 0;
  return () => {
    const index = sent % subjects.length;
    const subject = subjects[index] as SubjectText;
    const { type, time, data } = drives.next(index);
    sent += 1;
    const text = post(head, cloudEventText(`${run}-${sent}`, subject, time, data, type));
    return { text, events: 1, expect: '"outcome":"appended"', status: 202, time, subject };
  };
}

function batches(target: Target, { subjects, run, size, spread, mixed }: Extract<LoadPlan, { kind: 'batch' }>): NextRequest {
  const head = headOf('POST', '/v1/events', target, 'Content-Type: application/cloudevents-batch+json');
  const drives = new Drives(subjects);
  let sent = 0;
  let turn = 0;
  return () => {
    const events: string[] = [];
    for (let place = 0; place < size; place += 1) {
      const index = (turn * spread + (place % spread)) % subjects.length;
      sent += 1;
      const { type, time, data } = mixed ? drives.nextMixed(index, sent) : drives.next(index);
      events.push(cloudEventText(`${run}-${sent}`, subjects[index] as SubjectText, time, data, type));
    }
    turn += 1;
    return { text: post(head, `[${events.join(',')}]`), events: size, expect: `"accepted":${size},`, status: 202 };
  };
}

function gets(target: Target, paths: readonly string[]): NextRequest {
  const texts = paths.map((path) => headOf('GET', path, target, 'Accept: application/json\r\n'));
  let sent = 0;
  return () => {
    const text = texts[sent % texts.length] as string;
    sent += 1;
    return { text, events: 1, expect: '"status":', status: 200 };
  };
}

export function requestsOf(plan: LoadPlan, target: Target): NextRequest {
  if (plan.kind === 'single') return singles(target, plan.subjects, plan.run);
  return plan.kind === 'batch' ? batches(target, plan) : gets(target, plan.paths);
}

/** A read of one shipment that waits for a position. */
export const detailRequest = (target: Target, shipmentId: string, position: string): string =>
  headOf('GET', `/v1/shipments/${shipmentId}?minPosition=${position}`, target, 'Accept: application/json\r\n');
