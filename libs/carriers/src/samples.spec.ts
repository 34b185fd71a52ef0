import { hash } from 'node:crypto';
import { context } from './fixtures/bytes';
import { facts, subjects } from './fixtures/facts';
import { itemsOfFile, TRUCK } from './fixtures/files';
import { allSamples, describeSamples, sample, sampleFacts } from './fixtures/samples';
import { type FileFormat, type FormatName, isFormatName } from './format-names';
import type { Refusal } from './port';
import { FORMATS } from './registry';
import type { CarrierReport } from './report';

/** How a sample is read: as a push, or as a file that holds several. The first that fits counts. */
const READ_AS: readonly (readonly [RegExp, FormatName, 'push'] | readonly [RegExp, FileFormat, 'file'])[] = [
  [/^aftership\//, 'aftership', 'push'],
  [/^easypost\//, 'easypost', 'push'],
  [/^ups_track_alert\/|^carriers_karrio\/ups-/, 'ups-track-alert', 'push'],
  [/^carriers_karrio\/fedex-/, 'fedex', 'push'],
  [/^carriers_karrio\/(?:dhl_universal|mydhl)-/, 'dhl-unified', 'push'],
  [/^carriers_karrio\/usps-/, 'usps', 'push'],
  [/^dcsa_tnt\//, 'dcsa', 'push'],
  [/^epcis\/(?!EPCIS-JSON-Schema|epcis-context)/, 'epcis', 'push'],
  [/^ship24\//, 'ship24', 'push'],
  [/^shippo\//, 'shippo', 'push'],
  [/^samsara\//, 'samsara', 'push'],
  [/^edi_edifact\//, 'iftsta', 'file'],
  [/^ttn_lorawan\//, 'tts', 'push'],
  [/^owntracks\//, 'owntracks', 'push'],
  [/^traccar_osmand\/.*\.json$/, 'osmand', 'push'],
  [/^traccar_osmand\/.*\.txt$/, 'osmand', 'file'],
  [/\.nmea$/, 'nmea', 'file'],
  [/\.gpx$/, 'gpx', 'file'],
  [/^gps_traces\//, 'geojson', 'file'],
];

/** What is no payload of a format, and why. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^cloudevents\//, 'read by test/acceptance/cloudevents-samples.spec.ts'],
  [/^SOURCES\.md$|^eta\//, 'no payloads'],
  [/^code_lists\//, 'lists of codes, from which the status maps are made'],
  [/^epcis\/(?:EPCIS-JSON-Schema|epcis-context)/, 'the schema, and the context of its names'],
  [
    /^carriers_karrio\/(?:laposte|gls|sendle|asendia|spring|seko|hermes|parcelone|australiapost)-|^karrio_webhook\//,
    'carriers and senders without a format here',
  ],
];

/** Beyond these a sample is told by its ends and a digest. */
const [MOST, HEAD, TAIL] = [60, 4, 2];

const reportText = (report: CarrierReport): string => {
  const one = { reports: [report], refusals: [], ignored: [], wholeHistories: [] };
  return [report.id.slice(0, 8), subjects(one)[0], facts(one)[0], ...report.flags].join(' ');
};
const refusalText = ({ pointer, reason }: Refusal): string => `refused ${[pointer, reason].filter(Boolean).join(' ')}`;

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST) return lines;
  return [...lines.slice(0, HEAD), `${lines.length} lines, ${hash('sha256', lines.join('\n')).slice(0, 16)}`, ...lines.slice(-TAIL)];
}

async function outcomeOf(name: string): Promise<readonly string[] | undefined> {
  const [, format, as] = READ_AS.find(([pattern]) => pattern.test(name)) ?? [];
  if (format === undefined) return undefined;
  if (as === 'push' && isFormatName(format)) {
    const headers = { 'x-limit-u': 'user', 'x-limit-d': 'phone' };
    const { reports, refusals, ignored } = FORMATS[format].normalize(sample(name), context({ headers }));
    return shortened([...reports.map(reportText), ...refusals.map(refusalText), ...ignored.map((why) => `ignored ${why}`)]);
  }
  const items = await itemsOfFile(format, sample(name), { about: TRUCK });
  return shortened(
    items.map(
      (item) =>
        `${item.line}: ${'report' in item ? reportText(item.report) : 'refusal' in item ? refusalText(item.refusal) : `ignored ${item.ignored}`}`,
    ),
  );
}

describeSamples('every published sample', () => {
  const payloads = allSamples().filter((name) => READ_AS.some(([pattern]) => pattern.test(name)));
  it('is a payload of a format, or said to be none', () => {
    const neither = allSamples().filter((name) => !payloads.includes(name) && !OTHERS.some(([pattern]) => pattern.test(name)));
    expect(neither).toEqual([]);
  });
  it('has what is expected of it written down', () => expect(Object.keys(sampleFacts).sort()).toEqual([...payloads].sort()));
  it.each(payloads)('%s comes out as expected: id, names, what, when and where, or why not', async (name) => {
    expect(await outcomeOf(name)).toEqual(sampleFacts[name]);
  });
});
