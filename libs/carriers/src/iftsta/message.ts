import { type Outcome, plainText, refusedPart } from '../reading';
import type { Segment } from './segments';

/** A place of a leg, with the times that stand behind it. */
export interface Stop {
  readonly loc: Segment;
  readonly times: Segment[];
}

/** A status with the segments that belong to it, and those of its consignment and of the whole message before it. */
export interface Status {
  readonly sts: Segment;
  readonly header: readonly Segment[];
  readonly consignment: readonly Segment[];
  readonly own: Segment[];
  readonly stops: Stop[];
}

export interface Messages {
  readonly statuses: Status[];
  readonly broken: Outcome[];
  readonly ignored: string[];
}

/** Reads the messages of an interchange, segment by segment. */
class Reader implements Messages {
  readonly statuses: Status[] = [];
  readonly broken: Outcome[] = [];
  readonly ignored: string[] = [];
  private header: Segment[] | undefined;
  private consignment: Segment[] = [];
  private status: Status | undefined;
  private inLeg = false;
  private count = 0;

  constructor(private readonly interchange: readonly Segment[]) {}

  private open(segment: Segment): void {
    const type = segment.at(2, 1);
    if (type !== 'IFTSTA') this.ignored.push(`message ${plainText(type, 20) ?? 'without a type'}`);
    this.header = type === 'IFTSTA' ? [...this.interchange.slice(0, 1)] : undefined;
    [this.consignment, this.status, this.inLeg, this.count] = [[], undefined, false, 1];
  }

  private close(segment: Segment): void {
    if (this.header && Number(segment.at(1)) !== this.count)
      this.ignored.push(`UNT says ${plainText(segment.at(1), 20) ?? 'no'} segments, ${this.count} came`);
    this.header = undefined;
  }

  private ofStatus(segment: Segment, { own, stops }: Status): void {
    if (segment.name === 'TDT') this.inLeg = true;
    else if (segment.name === 'EQD' || segment.name === 'GID') this.inLeg = false;
    if (this.inLeg && segment.name === 'LOC') stops.push({ loc: segment, times: [] });
    else if (this.inLeg && segment.name === 'DTM') stops.at(-1)?.times.push(segment);
    else own.push(segment);
  }

  private inMessage(segment: Segment, header: Segment[]): void {
    if (segment.name === 'CNI') [this.consignment, this.status, this.inLeg] = [[segment], undefined, false];
    else if (segment.name === 'STS') {
      this.status = { sts: segment, header, consignment: this.consignment, own: [], stops: [] };
      this.inLeg = false;
      this.statuses.push(this.status);
    } else if (this.status) this.ofStatus(segment, this.status);
    else (this.consignment.length > 0 ? this.consignment : header).push(segment);
  }

  take(segment: Segment): void {
    this.count += 1;
    if (segment.name === 'UNH') this.open(segment);
    else if (segment.name === 'UNT') this.close(segment);
    else if (this.header) this.inMessage(segment, this.header);
  }

  end(number: number): void {
    if (this.header)
      this.broken.push(refusedPart(`segment ${number}`, 'segment-broken', 'The last message has no UNT; what came of it is taken.'));
  }
}

/** The statuses of an interchange's IFTSTA messages. A wrong count is told and costs nothing: partners often send one. */
export function readMessages(segments: readonly Segment[]): Messages {
  const reader = new Reader(segments);
  for (const segment of segments) reader.take(segment);
  reader.end(segments.length);
  return reader;
}
