import { type FactAnywhere, IDENTIFIER, type IdentifierState, sameFact } from '@waybill/domain';
import { type Identifier, identifierStream } from '@waybill/events';
import type { StreamWriter, Written } from '@waybill/streams';

/** Sees to it that a fact stands in the stream of a name as well. `result`: whether it had to be written. */
export function keepFor(writer: StreamWriter, identifier: Identifier, fact: FactAnywhere): Promise<Written<boolean>> {
  const stream = identifierStream(identifier);
  const same = sameFact(stream, fact);
  return writer.write<IdentifierState, boolean>(IDENTIFIER.fold, stream, ({ seen }) =>
    seen.has(same.eventId) ? { events: [], result: false } : { events: [same], result: true },
  );
}
