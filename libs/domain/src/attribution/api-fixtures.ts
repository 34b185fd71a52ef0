import { identifierStream, isUnit, shipmentStream } from '@waybill/events';
import type { ShipmentState } from '../shipments';
import { type Incoming, type Process, park, standingIn, unlessThere, type Work } from './processes-fixtures';
import { idIn, sameFact } from './same-fact';
import { settlement, settlementIn } from './settlement';
import { targetsOf } from './targets';

/** Takes a report in as an API process does: what it cannot know is left to the reactor. */
export function* takeIn(by: Process, report: Incoming): Work {
  const { identifier, time } = report;
  if (identifier.scheme === 'shipment') return yield* takeInForShipment(by, report);
  const stream = identifierStream(identifier);
  const isKnown = by.load(stream).seen.has(idIn(stream, report));
  if (isUnit(identifier)) {
    if (isKnown) return;
    let isNew = false;
    by.write(stream, (memory) => {
      const events = unlessThere(memory, sameFact(stream, report));
      isNew = events.length > 0;
      return events;
    });
    if (!isNew) return;
  }
  for (;;) {
    const targets = by.resolve((known) => targetsOf(identifier, time, known));
    yield;
    const steps = settlement({ identifier, kept: standingIn(by.load(stream), report) }, targets);
    if (steps.some(({ kind }) => kind === 'park')) {
      if (parkUnlessHeld(by, report)) return;
      continue;
    }
    return yield* carryOutCopies(by, report, isUnit(identifier) || !isKnown ? targets : []);
  }
}

function* takeInForShipment(by: Process, report: Incoming): Work {
  const stream = shipmentStream(report.identifier.value);
  let isRegistered = false;
  by.write<ShipmentState>(
    stream,
    (memory) => {
      isRegistered = memory.state.phase === 'registered';
      return isRegistered ? unlessThere(memory, sameFact(stream, report)) : [];
    },
    () => true,
  );
  yield;
  if (!isRegistered) park(by, report, report.identifier);
}

/** Reinstating is left to the reactor, which hears of everything. */
function* carryOutCopies(by: Process, report: Incoming, targets: readonly string[]): Work {
  for (const shipmentId of targets) {
    yield;
    by.write<ShipmentState>(shipmentStream(shipmentId), (memory) =>
      settlementIn(standingIn(memory, report), true) === 'copy' ? [sameFact(memory.stream, report)] : [],
    );
  }
}

/** Parks at the very revision at which the name is free. */
function parkUnlessHeld(by: Process, report: Incoming): boolean {
  let isFree = true;
  by.write(identifierStream(report.identifier), (memory) => {
    isFree = by.resolve((known) => targetsOf(report.identifier, report.time, known)).length === 0;
    return isFree ? unlessThere(memory, sameFact(memory.stream, report)) : [];
  });
  return isFree;
}
