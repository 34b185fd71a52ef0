import { evolveHistory, type FenceHistory } from '@waybill/domain';
import { type FenceTerms, type Instant, type StoredEvent } from '@waybill/events';
import type { GeofenceRow, GeofenceVersionRow } from '@waybill/read-model';
import fc from 'fast-check';
import { earliestDecision, foldFence, freshEvents } from './fold';

const hour = (hours: number): Instant => (Date.UTC(2026, 2, 1) + hours * 3_600_000) as Instant;

const terms = (name: string): FenceTerms =>
  ({ name, rule: 'inform', geometry: { type: 'Circle', centre: { latitude: 1, longitude: 1 }, radiusMetres: 9 } }) as FenceTerms;

interface Decision {
  readonly kind: 'drawn' | 'retired';
  readonly from: number;
}

const eventOf = ({ kind, from }: Decision, revision: number): StoredEvent =>
  ({
    type: kind === 'retired' ? 'dev.waybill.geofence-retired.v1' : 'dev.waybill.geofence-redrawn.v1',
    data: { geofenceId: 'F', ...(kind === 'drawn' && terms(`drawn ${revision}`)) },
    time: hour(from),
    recordedTime: hour(0),
    revision,
  }) as unknown as StoredEvent;

/** What the tables hold, and how many rows were written to come to it. */
class Tables {
  fence: GeofenceRow | undefined;
  readonly versions = new Map<number, GeofenceVersionRow>();
  written = 0;

  handle(events: readonly StoredEvent[]): void {
    const fresh = freshEvents(this.fence, events);
    if (fresh.length === 0) return;
    const from = earliestDecision(fresh);
    const open = [...this.versions.values()].filter(
      ({ effectiveFrom, effectiveUntil: until }) => until === null || (until > from && until > effectiveFrom),
    );
    const { fence, versions } = foldFence('F', this.fence, open, fresh);
    this.fence = fence;
    this.written += versions.length;
    for (const row of versions)
      this.versions.set(row.revision, { ...row, terms: row.terms ?? this.versions.get(row.revision)?.terms ?? null });
  }
}

const rowsOf = (history: FenceHistory): GeofenceVersionRow[] =>
  history.map((version) => ({
    geofenceId: 'F',
    revision: version.revision,
    effectiveFrom: version.from,
    effectiveUntil: version.until ?? null,
    terms: version.terms,
  }));

describe('versions of a fence as rows', () => {
  const decision = fc.record({
    kind: fc.constantFrom('drawn' as const, 'drawn' as const, 'retired' as const),
    from: fc.integer({ min: 0, max: 8 }),
  });

  it('are what the whole history says, however its events come in batches and whatever is repeated', () => {
    fc.assert(
      fc.property(fc.array(decision, { minLength: 1, maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 4 })), (decisions, sizes) => {
        const events = decisions.map(eventOf);
        const tables = new Tables();
        for (let at = 0, i = 0; at < events.length; i += 1) {
          const size = sizes[i] ?? 1;
          tables.handle(events.slice(Math.max(0, at - 1), at + size));
          at += size;
        }
        expect([...tables.versions.values()]).toEqual(rowsOf(events.reduce<FenceHistory>(evolveHistory, [])));
      }),
    );
  });

  it('cost two rows for each redrawing, whatever came before', () => {
    const tables = new Tables();
    for (let revision = 0; revision < 500; revision += 1) tables.handle([eventOf({ kind: 'drawn', from: revision }, revision)]);
    expect([tables.versions.size, tables.written]).toEqual([500, 999]);
  });

  it('leave the fence with the name that was drawn last', () => {
    const tables = new Tables();
    tables.handle([eventOf({ kind: 'drawn', from: 0 }, 0)]);
    tables.handle([eventOf({ kind: 'retired', from: 1 }, 1)]);
    expect(tables.fence).toEqual({ geofenceId: 'F', revision: 1, name: 'drawn 0' });
  });
});
