import type { Instant } from '@waybill/events';
import { context, NOW } from './fixtures/bytes';
import { EXAMPLES, GROWTH } from './fixtures/examples';
import { numbers } from './fixtures/mutation';
import { FORMAT_NAMES } from './format-names';
import { FORMATS } from './registry';
import { reportContent } from './report';

const HOUR_MS = 3_600_000;
const SHUFFLES = 10;

function shuffled<T>(list: readonly T[], random: (below: number) => number): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const other = random(i + 1);
    [copy[i], copy[other]] = [copy[other] as T, copy[i] as T];
  }
  return copy;
}

describe.each(FORMAT_NAMES)('%s, pushed more than once', (name) => {
  const format = FORMATS[name];
  /** What is known after these pushes, one an hour: each scan with what was said of it. */
  const known = (pushes: readonly Uint8Array[]): string[] => {
    const reports = pushes.flatMap((body, i) => format.normalize(body, context({ receivedTime: (NOW + i * HOUR_MS) as Instant })).reports);
    return [...new Set(reports.map((report) => `${report.id} ${reportContent(report)}`))].sort();
  };
  const scansOf = (pushes: readonly Uint8Array[]): number => new Set(known(pushes).map((one) => one.slice(0, 36))).size;
  const [first, grown] = GROWTH[name];

  it('brings nothing new when it is sent again', () => {
    for (const body of [first, grown, ...EXAMPLES[name]]) expect(known([body, body, body])).toEqual(known([body]));
  });
  it('brings one scan more when its history has grown by one', () => {
    expect([scansOf([first]), scansOf([first, grown]), known([first, grown]).length]).toEqual([1, 2, 2]);
  });
  it('comes to the same set of reports in any order', () => {
    const random = numbers(20_260_301);
    const pushes = [first, grown, ...EXAMPLES[name], first];
    for (let i = 0; i < SHUFFLES; i += 1) expect(known(shuffled(pushes, random))).toEqual(known(pushes));
  });
});
