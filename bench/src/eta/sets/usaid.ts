import path from 'node:path';
import type { Trip } from '@waybill/domain';
import type { Place } from '@waybill/events';
import type { DataSet } from '../contest';
import { type Row, readCsv, textIn } from '../csv';
import { groupBy, instantOf, scanned, tripOf } from '../waybill';

const DAY = 86_400_000;
/** How long before its date a delivery is predicted. */
const AHEAD = 60 * DAY;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date such as 2-Jun-06. NaN for words. */
function dateIn(row: Row, column: string): number {
  const [, day, month = '', year] = /^(\d+)-(\w{3})-(\d\d)$/.exec(textIn(row, column)) ?? [];
  return day ? Date.UTC(2_000 + Number(year), MONTHS.indexOf(month), Number(day), 12) : Number.NaN;
}

/** The set names countries and no places: each has a cell of its own. */
const placeOf = (name: string, index: number): Place => ({
  latitude: 2 * (index % 30),
  longitude: 4 * Math.floor(index / 30),
  siteId: name.slice(0, 64),
});

function deliveryOf(lines: readonly Row[], countries: readonly string[], index: number): Trip[] {
  const [row = {}] = lines;
  const [planned, arrival] = [dateIn(row, 'Scheduled Delivery Date'), dateIn(row, 'Delivered to Client Date')];
  if (Number.isNaN(planned) || Number.isNaN(arrival) || arrival <= planned - AHEAD) return [];
  const id = `delivery-${index}`;
  const mode = textIn(row, 'Shipment Mode');
  return [
    tripOf({
      id,
      plan: {
        mode: mode.startsWith('Air') ? 'air' : mode === 'Ocean' ? 'sea' : 'road',
        carrier: 'SCMS',
        origin: placeOf('RDC', 100),
        destination: placeOf(textIn(row, 'Country'), countries.indexOf(textIn(row, 'Country'))),
        plannedArrival: instantOf(planned),
      },
      facts: [scanned(`${id}/ordered`, 'INFO_RECEIVED', instantOf(planned - AHEAD))],
      arrival,
      times: [planned - AHEAD],
    }),
  ];
}

export const usaid: DataSet = {
  name: 'usaid-scms',
  title: 'International shipments of medicine from regional stores, by the day',
  attribution: 'USAID, Supply Chain Management System, SCMS Delivery History (US government work, public domain).',
  split:
    'Only what regional stores sent: what other vendors were scheduled for looks rewritten afterwards. Trained on what was due and delivered before 2012, calibrated on 2012, tested on what was due from 2013 to 2015; each predicted 60 days ahead.',
  contests: (folder) => {
    const rows = readCsv(path.join(folder, 'SCMS_Delivery_History_Dataset.csv')).filter((row) => textIn(row, 'Fulfill Via') === 'From RDC');
    const countries = [...new Set(rows.map((row) => textIn(row, 'Country')))].sort();
    const keys = ['ASN/DN #', 'Country', 'Scheduled Delivery Date', 'Delivered to Client Date'];
    const deliveries = [...groupBy(rows, (row) => keys.map((key) => textIn(row, key)).join('|')).values()];
    const trips = deliveries.flatMap((lines, i) => deliveryOf(lines, countries, i));
    const due = ({ plan }: Trip): number => plan.watch.plannedArrival ?? 0;
    const within = (from: number, until: number): Trip[] =>
      trips.filter(
        (trip) => due(trip) >= Date.UTC(from) && due(trip) < Date.UTC(until) && (until > 2013 || trip.arrival < Date.UTC(until)),
      );
    const split = { training: within(2000, 2012), calibration: within(2012, 2013), test: within(2013, 2016) };
    return [{ name: '60 days ahead', unit: 'days', splits: [split] }];
  },
};
