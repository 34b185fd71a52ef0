import path from 'node:path';
import type { Trip } from '@waybill/domain';
import type { Place } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';
import type { Contest, DataSet } from '../contest';
import { numberIn, type Row, readCsv, textIn } from '../csv';
import { instantOf, scanned, tripOf } from '../waybill';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long before it is to set out a flight is predicted first. */
const AHEAD = 2 * HOUR;

interface Airport {
  readonly place: Place;
  readonly zone: string;
}
/** The two that the list of airports lacks. */
const LACKING: readonly [string, number, number][] = [
  ['SJU', 18.4394, -66.0018],
  ['STT', 18.3373, -64.9734],
];

function airportsOf(rows: readonly Row[]): Map<string, Airport> {
  const airports = new Map<string, Airport>();
  for (const row of rows) {
    const siteId = textIn(row, 'faa');
    airports.set(siteId, {
      place: { latitude: numberIn(row, 'lat'), longitude: numberIn(row, 'lon'), siteId },
      zone: textIn(row, 'tzone'),
    });
  }
  for (const [siteId, latitude, longitude] of LACKING)
    airports.set(siteId, { place: { siteId, latitude, longitude }, zone: 'America/Puerto_Rico' });
  return airports;
}

/** The instant of a time of day (hhmm) on a day, by the clock of a place. */
function localTime(row: Row, hhmm: number, timeZone: string): number {
  const day = new Temporal.PlainDate(2015, numberIn(row, 'MONTH'), numberIn(row, 'DAY'));
  const minutes = Math.floor(hhmm / 100) * 60 + (hhmm % 100);
  return day.toZonedDateTime({ timeZone }).add({ minutes: 0 }).epochMilliseconds + minutes * MINUTE;
}

function flightOf(row: Row, index: number, airports: ReadonlyMap<string, Airport>): Trip[] {
  const [from, to] = [airports.get(textIn(row, 'ORG_AIR')), airports.get(textIn(row, 'DEST_AIR'))];
  if (!from || !to) return [];
  const departure = localTime(row, numberIn(row, 'SCHED_DEP'), from.zone);
  const sameDay = localTime(row, numberIn(row, 'SCHED_ARR'), to.zone);
  const planned = sameDay > departure ? sameDay : sameDay + 24 * HOUR;
  const [left, arrival] = [departure + numberIn(row, 'DEP_DELAY') * MINUTE, planned + numberIn(row, 'ARR_DELAY') * MINUTE];
  const id = `flight-${index}`;
  const trip = tripOf({
    id,
    plan: {
      mode: 'air',
      carrier: textIn(row, 'AIRLINE'),
      origin: from.place,
      destination: to.place,
      plannedDeparture: instantOf(departure),
      plannedArrival: instantOf(planned),
    },
    facts: [scanned(`${id}/off`, 'IN_TRANSIT', instantOf(left))],
    arrival,
    times: [departure - AHEAD, left],
  });
  return [trip];
}

const landed = (row: Row): boolean =>
  textIn(row, 'CANCELLED') === '0' && textIn(row, 'DIVERTED') === '0' && textIn(row, 'ARR_DELAY') !== '';

/** Every so manyth flight is enough to learn from. */
const LEARNT = 2;

function contestsOf(folder: string): Contest[] {
  const airports = airportsOf(readCsv(path.join(folder, 'airports.csv')));
  const flights = readCsv(path.join(folder, 'flights.csv'))
    .filter(landed)
    .map((row, i) => ({ month: numberIn(row, 'MONTH'), trips: flightOf(row, i, airports) }));
  const months = (first: number, last: number, every: number, time: number): Trip[] =>
    flights
      .filter(({ month }, i) => month >= first && month <= last && i % every === 0)
      .flatMap(({ trips }) => trips)
      .map((trip) => ({ ...trip, times: trip.times.slice(time, time + 1) }));
  const contest = (name: string, time: number, toBeat?: number): Contest => ({
    name,
    unit: 'minutes',
    toBeat,
    splits: [{ training: months(1, 7, LEARNT, time), calibration: months(8, 9, 1, time), test: months(11, 12, 1, time) }],
  });
  return [contest('two hours before departure', 0), contest('at departure', 1, 9.1)];
}

export const flights: DataSet = {
  name: 'bts-flights-2015',
  title: 'Scheduled line haul: flights in the United States, 2015',
  attribution:
    'US Department of Transportation, Bureau of Transportation Statistics, on-time performance (US government work, public domain); sample from PacktPublishing/Pandas-Cookbook (MIT). Airports: tidyverse/nycflights13 (CC0).',
  split:
    'Trained on every other flight of January to July, calibrated on August and September, tested on November and December. The set has no October.',
  contests: contestsOf,
};
