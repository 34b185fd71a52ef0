import { identifierStream, type Unit } from '@waybill/events';
import { givenOf } from '../decision-fixtures';
import { UNIT, type UnitState } from '../identifiers';
import { at, stored } from '../shipments/fixtures';
import { loadUnit, unloadUnit } from './decisions';

const box: Unit = { scheme: 'container', value: 'C' };
const truck: Unit = { scheme: 'vehicle', value: 'T' };
const other: Unit = { scheme: 'vehicle', value: 'U' };
const handled = (kind: 'loaded' | 'unloaded', on: Unit, minutes: number) =>
  stored(
    `dev.waybill.unit-${kind}.v1`,
    minutes,
    { unit: box, on },
    { id: `${kind} ${on.value} ${minutes}`, subject: identifierStream(box) },
  );
const givenBox = (...events: ReturnType<typeof handled>[]) => givenOf(UNIT, box, ...events);
const load =
  (minutes: number, on = truck, above: Unit[] = []) =>
  (state: UnitState) =>
    loadUnit(state, on, at(minutes), above);
const unload = (minutes: number) => (state: UnitState) => unloadUnit(state, truck, at(minutes));
const onto = (on: Unit) => [['unit-loaded', { unit: box, on }]] as const;

describe('loading a unit onto another', () => {
  it('happens once', () => {
    givenBox().when(load(1)).then(onto(truck));
    givenBox(handled('loaded', truck, 1))
      .when(load(1))
      .then([]);
  });

  it('again at an instant at which it was loaded elsewhere since is a load of its own', () => {
    const elsewhere = givenBox(handled('loaded', truck, 1), handled('loaded', other, 1));
    elsewhere.when(load(1)).then(onto(truck));
    elsewhere.when(load(1, other)).then([]);
  });

  it('at the very time of an unload, which undoes it, is refused and not passed over', () => {
    const off = givenBox(handled('loaded', truck, 5), handled('unloaded', truck, 5));
    off.when(load(5)).then('not-aboard');
    off.when(load(6)).then(onto(truck));
  });

  it('makes no circle, and no nest of more than four', () => {
    givenBox().when(load(1, box)).then('unit-cycle');
    givenBox()
      .when(load(1, truck, [other, box]))
      .then('unit-cycle');
    const ship = (value: string): Unit => ({ scheme: 'vehicle', value });
    givenBox()
      .when(load(1, truck, [ship('1'), ship('2')]))
      .then(onto(truck));
    givenBox()
      .when(load(1, truck, [ship('1'), ship('2'), ship('3')]))
      .then('unit-too-deep');
  });
});

describe('unloading a unit', () => {
  it('happens once, while it is there', () => {
    givenBox(handled('loaded', truck, 1))
      .when(unload(5))
      .then([['unit-unloaded', { unit: box, on: truck }]]);
    givenBox(handled('loaded', truck, 1), handled('unloaded', truck, 5))
      .when(unload(5))
      .then([]);
  });

  it('is refused when it is not there', () => {
    givenBox().when(unload(5)).then('not-aboard');
    givenBox(handled('loaded', truck, 1), handled('loaded', other, 3))
      .when(unload(5))
      .then('not-aboard');
    givenBox(handled('loaded', truck, 7))
      .when(unload(5))
      .then('not-aboard');
  });
});
