import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { words } from '../parts/badges';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Ago } from '../parts/time';
import { texts } from '../texts';

const t = texts.integrations;
const AGAIN_MS = 5_000;
type Parked = Schemas['ParkedReport'];

/** Reports of one name, the newest of them told. */
interface Waiting {
  readonly subject: string;
  readonly count: number;
  readonly newest: Parked;
}

/** Parked reports by the name that no shipment holds. */
export function waitingByName(reports: readonly Parked[]): readonly Waiting[] {
  const names = new Map<string, Waiting>();
  for (const report of reports) {
    const before = names.get(report.subject);
    const newest = before && before.newest.time > report.time ? before.newest : report;
    names.set(report.subject, { subject: report.subject, count: (before?.count ?? 0) + 1, newest });
  }
  return [...names.values()];
}

/** A subject is `<scheme>:<value>`; a value may hold colons itself. */
export function identifierOf(subject: string): { readonly scheme: string; readonly value: string } {
  const colon = subject.indexOf(':');
  return { scheme: subject.slice(0, colon), value: subject.slice(colon + 1) };
}

export function ParkedReports() {
  const loaded = useLoaded(() => answerOf(api.GET('/v1/parked', { params: { query: { limit: '200' as never } } })), [], AGAIN_MS);
  const names = waitingByName(loaded.value.value?.items ?? []);
  const claim = (subject: string) =>
    ask({
      title: t.claim,
      content: (
        <label>
          {t.claimShipment}
          <input name="shipmentId" required maxLength={64} autocomplete="off" />
        </label>
      ),
      confirm: t.claim,
      act: async ({ shipmentId = '' }) => {
        const params = { path: { shipmentId } };
        await api.POST('/v1/shipments/{shipmentId}/identifiers', { params, body: identifierOf(subject) as never });
        await loaded.reload();
      },
    });
  return (
    <Section title={t.parked} lead={t.parkedLead}>
      <Trouble of={loaded} />
      {loaded.value.value && names.length === 0 && <p class="empty">{t.noneParked}</p>}
      <ul class="plain-list">
        {names.map(({ subject, count, newest }) => (
          <li key={subject} data-parked={subject}>
            <p class="line">
              <strong>{subject}</strong>{' '}
              <span class="quiet">
                {t.reports(count)} · {words(newest.type.split('.').at(-2) ?? '')} · <Ago at={newest.time} />
              </span>
              <span class="end">
                <button type="button" onClick={() => claim(subject)}>
                  {t.claim}
                </button>
              </span>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
