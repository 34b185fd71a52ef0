import type { JsonOf } from '@waybill/events';
import { given } from '../decision-fixtures';
import { at, stored } from '../shipments/fixtures';
import { defineGeofence, redrawGeofence, retireGeofence } from './decisions';
import { GEOFENCE } from './definition';

type Drawn = JsonOf<'dev.waybill.geofence-defined.v1'>;
const yard = (radiusMetres = 400): Drawn => ({
  ...{ geofenceId: 'YARD', name: 'Yard', rule: 'inform' },
  geometry: { type: 'Circle', centre: { latitude: 53.5, longitude: 9.9 }, radiusMetres },
});
const defined = (from: number) => stored('dev.waybill.geofence-defined.v1', from, yard());
const redrawn = (from: number, radiusMetres: number) => stored('dev.waybill.geofence-redrawn.v1', from, yard(radiusMetres));
const retired = (from: number) => stored('dev.waybill.geofence-retired.v1', from, { geofenceId: 'YARD' });

describe('a geofence', () => {
  it('is defined once', () => {
    given(GEOFENCE)
      .when((fence) => defineGeofence(fence, yard(), at(0)))
      .then([['geofence-defined', yard()]]);
    given(GEOFENCE, defined(0))
      .when((fence) => defineGeofence(fence, yard(500), at(0)))
      .then([]);
  });

  it('is redrawn, unless it is that from then on for good', () => {
    const redraw = (radiusMetres: number, from: number, ...events: ReturnType<typeof defined | typeof redrawn | typeof retired>[]) =>
      given(GEOFENCE, ...events).when((fence) => redrawGeofence(fence, yard(radiusMetres), at(from)));
    redraw(500, 5).then('geofence-not-found');
    redraw(500, 5, defined(0)).then([['geofence-redrawn', yard(500)]]);
    redraw(400, 5, defined(0)).then([]);
    redraw(400, 5, defined(0), redrawn(10, 500)).then([['geofence-redrawn', yard()]]);
    redraw(500, 15, defined(0), redrawn(10, 500)).then([]);
    redraw(400, 5, defined(0), retired(3)).then([['geofence-redrawn', yard()]]);
  });

  it('is retired, unless it is over by then with all that was planned for later', () => {
    const retire = (from: number, ...events: ReturnType<typeof defined | typeof redrawn | typeof retired>[]) =>
      given(GEOFENCE, ...events).when((fence) => retireGeofence(fence, 'YARD', at(from)));
    retire(5).then('geofence-not-found');
    retire(5, defined(0)).then([['geofence-retired', { geofenceId: 'YARD' }]]);
    retire(5, defined(0), retired(3)).then([]);
    retire(2, defined(0), retired(3)).then([['geofence-retired', { geofenceId: 'YARD' }]]);
  });
});
