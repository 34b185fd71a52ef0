import { formatIdentifier, type Identifier, identifierStream, type StoredEvent, shipmentStream } from '@waybill/events';
import { severally } from '@waybill/platform';
import { EVERYTHING, type Review } from './review';

/** What is to be compared for a name. */
interface Asked {
  readonly identifier: Identifier;
  /** Shipments that may lack reports about it. */
  readonly lacking: Set<string>;
  /** Revision of the name's own stream before which those reports stand. */
  before: number;
  /** Shipments that may have reports about it which are not theirs → revision of their stream before which those stand. */
  readonly doubted: Map<string, number>;
}

/**
 * Up to where a stream has to be gone through again because of an event: what stands behind it in the same stream comes later, and is
 * dealt with as it comes.
 */
const reach = (stream: string, cause: StoredEvent): number => (cause.stream === stream ? cause.revision : EVERYTHING);

/** What has to be reviewed because of the events of one batch: each stream once, whatever number of events ask for it. */
export class Reviews {
  private asked = new Map<string, Asked>();

  constructor(private readonly review: Review) {}

  /** The shipment may lack reports about a name. */
  bring(identifier: Identifier, shipmentId: string, cause: StoredEvent): void {
    const asked = this.of(identifier);
    asked.lacking.add(shipmentId);
    asked.before = Math.max(asked.before, reach(identifierStream(identifier), cause));
  }

  /** The shipment may have reports about a name that are not its own, or lack some that were taken from it. */
  doubt(identifier: Identifier, shipmentId: string, cause: StoredEvent): void {
    const { doubted } = this.of(identifier);
    doubted.set(shipmentId, Math.max(doubted.get(shipmentId) ?? 0, reach(shipmentStream(shipmentId), cause)));
  }

  forget(): void {
    this.asked = new Map();
  }

  /** Name by name what is missing, then shipment by shipment what is too much: so the stream of each is gone through once. */
  async run(): Promise<void> {
    const asked = [...this.asked.values()];
    this.forget();
    await severally(asked, ({ identifier, lacking, before }) => this.review.bring(identifier, lacking, before));
    const perShipment = new Map<string, { names: Map<string, Identifier>; before: number }>();
    for (const { identifier, doubted } of asked)
      for (const [shipmentId, before] of doubted) {
        const known = perShipment.get(shipmentId) ?? { names: new Map<string, Identifier>(), before: 0 };
        known.names.set(formatIdentifier(identifier), identifier);
        perShipment.set(shipmentId, { ...known, before: Math.max(known.before, before) });
      }
    await severally([...perShipment], ([shipmentId, { names, before }]) => this.review.takeAway(shipmentId, names, before));
  }

  private of(identifier: Identifier): Asked {
    const name = formatIdentifier(identifier);
    const asked = this.asked.get(name) ?? { identifier, lacking: new Set(), before: 0, doubted: new Map() };
    this.asked.set(name, asked);
    return asked;
  }
}
