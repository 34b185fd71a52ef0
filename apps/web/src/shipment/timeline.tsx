import { useRef, useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { words } from '../parts/badges';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { Time } from '../parts/time';
import { texts } from '../texts';
import { entriesKnown } from './known';

const t = texts.shipment;
const AGAIN_MS = 5_000;
const PAGE = '200' as never;

interface TimelineProps {
  readonly shipmentId: string;
  readonly asOf: string | undefined;
  readonly knownAt: string | undefined;
  readonly minPosition: string | undefined;
  readonly onDone: (position: string) => void;
}
type Entry = Schemas['TimelineEntry'];

/** So many pages of what happened, the newest first. */
export async function readTimeline(shipmentId: string, pages: number, minPosition?: string) {
  const entries: Entry[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: PAGE, sort: '-time', cursor, minPosition } as const;
    const page = await answerOf(api.GET('/v1/shipments/{shipmentId}/timeline', { params: { path: { shipmentId }, query } }));
    entries.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && entries.length < pages * Number(PAGE));
  return { entries, hasMore: cursor !== undefined };
}

/** What happened, in event time, the newest first: now, or as it stood at a time as far as was known at another. */
export function Timeline({ shipmentId, asOf, knownAt, minPosition, onDone }: TimelineProps) {
  const pages = useRef(1);
  const isPast = asOf !== undefined || knownAt !== undefined;
  const loaded = useLoaded(
    () => readTimeline(shipmentId, pages.current, minPosition),
    [shipmentId, minPosition],
    isPast ? undefined : AGAIN_MS,
  );
  const showMore = (): void => {
    pages.current += 1;
    void loaded.reload();
  };
  const entries = entriesKnown(loaded.value.value?.entries ?? [], asOf, knownAt);
  return (
    <section>
      <h2>{t.timeline}</h2>
      <Trouble of={loaded} />
      {loaded.value.value && entries.length === 0 && <p class="quiet">{t.noTimeline}</p>}
      <ol class="timeline">
        {entries.map((entry) => (
          <TimelineItem key={entry.eventId} shipmentId={shipmentId} entry={entry} onDone={onDone} />
        ))}
      </ol>
      {loaded.value.value?.hasMore && (
        <button type="button" onClick={showMore}>
          {texts.more}
        </button>
      )}
    </section>
  );
}

const marksOf = (entry: Entry): string[] =>
  (['late', 'future', 'tooOld', 'retracted'] as const).filter((mark) => entry[mark]).map((mark) => t.marks[mark]);

const titleOf = ({ milestone, kind, unit, identifier }: Entry): string => {
  const named = unit ?? identifier;
  return [words(milestone ?? kind), named && `${named.scheme}:${named.value}`].filter(Boolean).join(' ');
};

function TimelineItem({
  shipmentId,
  entry,
  onDone,
}: {
  readonly shipmentId: string;
  readonly entry: Entry;
  readonly onDone: TimelineProps['onDone'];
}) {
  const [open, setOpen] = useState(false);
  const { location, note, reason, rawCode, retraction } = entry;
  const marks = marksOf(entry);
  const retract = () =>
    ask({
      title: t.retract,
      content: (
        <label>
          {t.retractReason}
          <input name="reason" required maxLength={500} autocomplete="off" />
        </label>
      ),
      confirm: t.retract,
      act: async ({ reason: why = '' }) => {
        const params = { path: { shipmentId, eventId: entry.eventId } };
        const sent = api.POST('/v1/shipments/{shipmentId}/facts/{eventId}/retract', { params, body: { reason: why } });
        onDone((await answerOf(sent)).position);
      },
    });
  const revoke = (linkId: string) =>
    ask({
      title: t.revokeLink,
      content: <p>{t.sure.revoke}</p>,
      confirm: t.revokeLink,
      act: async () => {
        const params = { path: { shipmentId, linkId } };
        onDone((await answerOf(api.DELETE('/v1/shipments/{shipmentId}/tracking-links/{linkId}', { params }))).position);
      },
    });
  const where = [location?.name, location?.city, location?.country].filter(Boolean).join(', ');
  return (
    <li class={entry.retracted ? 'retracted' : undefined}>
      <p class="line">
        <strong>{titleOf(entry)}</strong>
        {marks.map((mark) => (
          <span key={mark} class="badge mark">
            {mark}
          </span>
        ))}
        <span class="end quiet">
          <Time at={entry.time} />
        </span>
      </p>
      {(where || note || reason || rawCode || retraction) && (
        <p class="quiet">
          {[where, note, reason, retraction?.reason].filter(Boolean).join(' · ')}
          {rawCode && <code class="raw-code">{rawCode}</code>}
        </p>
      )}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t.why}</summary>
        {open && <RawEvent shipmentId={shipmentId} eventId={entry.eventId} source={entry.source} />}
        {entry.kind === 'link-issued' && entry.linkId && (
          <button type="button" onClick={() => revoke(entry.linkId as string)}>
            {t.revokeLink}
          </button>
        )}
        {!entry.retracted && (
          <button type="button" onClick={retract}>
            {t.retract}
          </button>
        )}
      </details>
    </li>
  );
}

/** The event as its sender wrote it: looked for page by page, from the first. */
async function findEvent(shipmentId: string, eventId: string): Promise<unknown> {
  let cursor: string | undefined;
  do {
    const query = { limit: PAGE, cursor };
    const page = await answerOf(api.GET('/v1/shipments/{shipmentId}/events', { params: { path: { shipmentId }, query } }));
    const found = page.items.find((event) => event.eventid === eventId);
    if (found) return found;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return undefined;
}

function RawEvent({ shipmentId, eventId, source }: { readonly shipmentId: string; readonly eventId: string; readonly source: string }) {
  const loaded = useLoaded(() => findEvent(shipmentId, eventId), [shipmentId, eventId]);
  return (
    <>
      <p class="quiet">{source}</p>
      <Trouble of={loaded} />
      {loaded.value.value !== undefined && <pre tabIndex={0}>{JSON.stringify(loaded.value.value, null, 2)}</pre>}
    </>
  );
}
