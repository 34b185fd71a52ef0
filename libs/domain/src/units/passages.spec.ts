import type { Instant, Unit } from '@waybill/events';
import { sameIdentifier } from '@waybill/events';
import fc from 'fast-check';
import { at } from '../shipments/fixtures';
import { type Handling, type Passage, passages } from './passages';

const unit = (scheme: 'vehicle' | 'container', value: string): Unit => ({ scheme, value });
const [vehicle, other, container] = [unit('vehicle', 'V'), unit('vehicle', 'W'), unit('container', 'C')];
const handling = (kind: Handling['kind'], on: Unit, minutes: number, revision = minutes): Handling => ({
  ...{ eventId: `${kind}${minutes}-${revision}`, kind, unit: on },
  ...{ at: at(minutes), revision },
});
const load = (on: Unit, minutes: number, revision?: number) => handling('load', on, minutes, revision);
const unload = (on: Unit, minutes: number) => handling('unload', on, minutes);

describe('passages', () => {
  it('last from load to unload, or to the load on another unit of the same scheme', () => {
    expect(passages([load(vehicle, 0), unload(vehicle, 10)])).toEqual([{ unit: vehicle, from: at(0), until: at(10) }]);
    expect(passages([load(vehicle, 0), load(other, 5), load(container, 2)])[0]).toEqual({ unit: vehicle, from: at(0), until: at(5) });
    expect(passages([unload(vehicle, 10), load(vehicle, 0)])[0]).toEqual({ unit: vehicle, from: at(0), until: at(10) });
  });

  it('are none when the unload undoes the load', () => {
    expect(passages([load(vehicle, 0), unload(vehicle, 0)])).toEqual([]);
  });

  it('of loads at one instant on units of one scheme, are that of the one recorded last, in whatever order they are looked at', () => {
    const [first, second, third] = [load(vehicle, 5, 1), load(other, 5, 2), load(vehicle, 5, 3)];
    for (const handlings of [
      [first, second],
      [second, first],
    ])
      expect(passages(handlings)).toEqual([{ unit: other, from: at(5), until: undefined }]);
    for (const handlings of [
      [first, second, third],
      [third, second, first],
    ])
      expect(passages(handlings)).toEqual([{ unit: vehicle, from: at(5), until: undefined }]);
    expect(passages([load(container, 5, 1), load(vehicle, 5, 2)])).toHaveLength(2);
  });
});

const units = [unit('vehicle', 'A'), unit('vehicle', 'B'), unit('vehicle', 'C'), unit('container', 'A'), unit('container', 'B')];

const handlings = fc
  .array(fc.record({ kind: fc.constantFrom('load' as const, 'unload' as const), unit: fc.constantFrom(...units), at: fc.nat(6) }), {
    maxLength: 14,
  })
  .map((all) => all.map((one, revision): Handling => ({ ...one, at: one.at as Instant, revision, eventId: `${revision}` })));

/** Stays by their definition: each load is compared with everything else. */
function byDefinition(all: readonly Handling[]): Passage[] {
  const ends = (load: Handling, other: Handling): boolean => {
    if (other.kind === 'unload') return sameIdentifier(other.unit, load.unit) && other.at >= load.at;
    const later = other.at > load.at || (other.at === load.at && other.revision > load.revision);
    return later && other.unit.scheme === load.unit.scheme && !sameIdentifier(other.unit, load.unit);
  };
  return all
    .filter(({ kind }) => kind === 'load')
    .flatMap((load) => {
      const times = all.filter((other) => ends(load, other)).map(({ at }) => at as number);
      const until = times.length === 0 ? undefined : (Math.min(...times) as Instant);
      return until === load.at ? [] : [{ unit: load.unit, from: load.at, until }];
    });
}

describe('stays aboard units', () => {
  it('are what their definition says', () => {
    fc.assert(fc.property(handlings, (all) => expect(passages(all)).toEqual(byDefinition(all))));
  });

  it('are found without comparing each load with all others', () => {
    const work = (count: number): number => {
      let looks = 0;
      const all = Array.from({ length: count }, (_, i): Handling => {
        const shown = { eventId: `${i}`, kind: i % 2 === 0 ? ('load' as const) : ('unload' as const), revision: i };
        return {
          ...{ ...shown, unit: units[(i >> 1) % 3] as Unit },
          get at() {
            looks += 1;
            return i as Instant;
          },
        };
      });
      passages(all);
      return looks / count;
    };
    expect(work(4_000)).toBeLessThan(40);
  });
});
