import type { Signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { answerOf, api, type ExceptionSummary } from '../api/client';
import { useLoaded } from '../api/load';
import { acknowledge, askToAssign, askToReopen, askToResolve, askToSnooze } from '../fleet/exception-actions';
import { isOpen } from '../fleet/urgency';
import { ExceptionBadge, words } from '../parts/badges';
import { Trouble } from '../parts/problem';
import { Ago, Time } from '../parts/time';
import { texts } from '../texts';
import type { EvidencePoint } from './track';

const t = texts.exception;
const AGAIN_MS = 5_000;

interface ExceptionsProps {
  readonly shipmentId: string;
  readonly minPosition: string | undefined;
  /** Places that the map shows, of the exception that is looked into. */
  readonly evidence: Signal<readonly EvidencePoint[]>;
}

/** The exceptions of a shipment with what they rest on and what was done about them. */
export function ShipmentExceptions({ shipmentId, minPosition, evidence }: ExceptionsProps) {
  const loaded = useLoaded(
    () => answerOf(api.GET('/v1/exceptions', { params: { query: { shipmentId, minPosition } } })),
    [shipmentId, minPosition],
    AGAIN_MS,
  );
  const items = loaded.value.value?.items ?? [];
  return (
    <section>
      <h2>{texts.shipment.exceptions}</h2>
      <Trouble of={loaded} />
      {loaded.value.value && items.length === 0 && <p class="quiet">{texts.shipment.noExceptions}</p>}
      <ul class="exceptions">
        {items.map((exception) => (
          <OneException key={exception.exceptionId} exception={exception} evidence={evidence} changed={() => void loaded.reload()} />
        ))}
      </ul>
    </section>
  );
}

interface OneExceptionProps extends Pick<ExceptionsProps, 'evidence'> {
  readonly exception: ExceptionSummary;
  readonly changed: () => void;
}

function OneException({ exception, evidence, changed }: OneExceptionProps) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <p class="line">
        <ExceptionBadge type={exception.type} /> {t.states[exception.state]}{' '}
        <span class="quiet">
          <Ago at={exception.since} />
        </span>
        {exception.assignee && ` ${t.to(exception.assignee)}`}
        <span class="end">
          {isOpen(exception) ? (
            <>
              {exception.state === 'raised' && (
                <button type="button" onClick={() => void acknowledge(exception, changed)}>
                  {t.acknowledge}
                </button>
              )}
              <button type="button" onClick={() => askToAssign(exception, changed)}>
                {t.assign}
              </button>
              <button type="button" onClick={() => askToSnooze(exception, changed)}>
                {t.snooze}
              </button>
              <button type="button" onClick={() => askToResolve(exception, changed)}>
                {t.resolve}
              </button>
            </>
          ) : (
            exception.state === 'resolved' && (
              <button type="button" onClick={() => askToReopen(exception, changed)}>
                {t.reopen}
              </button>
            )
          )}
        </span>
      </p>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t.evidence}</summary>
        {open && <Evidence exceptionId={exception.exceptionId} evidence={evidence} />}
      </details>
    </li>
  );
}

/** What the exception rests on, here and on the map, and what was done about it. */
function Evidence({ exceptionId, evidence }: Pick<ExceptionsProps, 'evidence'> & { readonly exceptionId: string }) {
  const loaded = useLoaded(() => answerOf(api.GET('/v1/exceptions/{exceptionId}', { params: { path: { exceptionId } } })), [exceptionId]);
  const detail = loaded.value.value;
  useEffect(() => {
    evidence.value = detail?.evidence.positions ?? [];
    return () => {
      evidence.value = [];
    };
  }, [detail]);
  if (!detail) return <Trouble of={loaded} />;
  return (
    <>
      <ol class="steps">
        {detail.history.map(({ eventId, type, time, data }) => (
          <li key={eventId}>
            <Time at={time} /> {words(type.replace(/^dev\.waybill\.(exception-)?|\.v\d+$/g, ''))}
            {typeof data.actor === 'string' && <span class="quiet"> {data.actor}</span>}
            {typeof data.reason === 'string' && <span> “{data.reason}”</span>}
          </li>
        ))}
      </ol>
      <pre tabIndex={0}>{JSON.stringify(detail.evidence, null, 2)}</pre>
    </>
  );
}
