import { useEffect, useMemo } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { words } from '../parts/badges';
import { Failure, Loading, Trouble } from '../parts/problem';
import { Ago, Time } from '../parts/time';
import { texts } from '../texts';
import { BoardState, type Line } from './board-state';
import { piecesInWords } from './lines';

const t = texts.sites;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const hour = (time: string): string => clock.format(new Date(time));

/** When it comes, large enough for a screen on a wall; the window beneath. */
function When({ line }: { readonly line: Line }) {
  const { state, time, p10, p90, arrivedAt, leftAt } = line;
  if (time === null) return <>{t.unknownTime}</>;
  const isToCome = state === 'expected' || state === 'arriving-soon';
  return (
    <>
      <strong class="board-time">
        <time dateTime={time}>{hour(time)}</time>
      </strong>{' '}
      <span class="quiet">
        <Ago at={time} />
      </span>
      <br />
      <span class="quiet">
        {isToCome && p10 && p90 && t.between(hour(p10), hour(p90))}
        {state === 'here' && arrivedAt && t.hereSince(hour(arrivedAt))}
        {state === 'done' && leftAt && t.leftAt(hour(leftAt))}
      </span>
    </>
  );
}

function What({ line }: { readonly line: Line }) {
  const { consignmentId, reference, shipmentIds } = line;
  const [first] = shipmentIds;
  const pieces = piecesInWords(line, t.pieces);
  return (
    <>
      <a href={`/shipments/${encodeURIComponent(first ?? '')}`}>{consignmentId ?? reference ?? first}</a>
      {pieces && <span class="quiet"> · {pieces}</span>}
      {line.origin && (
        <>
          <br />
          <span class="quiet">{t.from(line.origin)}</span>
        </>
      )}
    </>
  );
}

const Row = ({ line }: { readonly line: Line }) => (
  <tr data-line={line.lineId} data-state={line.state}>
    <td>
      <When line={line} />
    </td>
    <td>
      <What line={line} />
    </td>
    <td>
      {line.vehicle?.replace(/^[a-z-]+:/, '') ?? texts.none}
      {line.carrier && (
        <>
          <br />
          <span class="quiet">{line.carrier}</span>
        </>
      )}
    </td>
    <td>
      <span class={`badge inbound-${line.state}`}>{words(line.state)}</span>{' '}
      {line.late && <span class="badge exception-late">{t.late}</span>} {line.outsideHours && <span class="badge">{t.closedThen}</span>}
      {line.plannedArrival && (
        <>
          <br />
          <span class="quiet">
            {t.planned} <Time at={line.plannedArrival} />
          </span>
        </>
      )}
    </td>
  </tr>
);

/** What comes to a site, live, for a screen on a wall. */
export function BoardPage({ siteId }: { readonly siteId: string }) {
  const site = useLoaded(() => answerOf(api.GET('/v1/sites/{siteId}', { params: { path: { siteId } } })), [siteId]);
  const board = useMemo(() => new BoardState(siteId), [siteId]);
  useEffect(() => {
    void board.open();
    return () => board.close();
  }, [board]);
  const lines = board.lines.value;
  return (
    <div class="plain board">
      <h1>
        {site.value.value?.name ?? siteId} <span class="quiet">{t.inbound}</span>
      </h1>
      <Trouble of={site} />
      <Failure why={board.problem.value} />
      {!board.loaded.value && !board.problem.value && <Loading />}
      {board.loaded.value && lines.length === 0 && <p class="empty">{t.nothing}</p>}
      {lines.length > 0 && (
        <div class="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.when}</th>
                <th scope="col">{t.what}</th>
                <th scope="col">{t.how}</th>
                <th scope="col">{t.state}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Row key={line.lineId} line={line} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
