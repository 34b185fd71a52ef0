import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { shipmentPage } from '../fleet/work-list';
import { words } from '../parts/badges';
import { Trouble } from '../parts/problem';
import { Ago } from '../parts/time';
import { texts } from '../texts';

const t = texts.integrations.pushes;
const AGAIN_MS = 3_000;
type Push = Schemas['ReceivedPush'];

/** What came of a push, the worst first: what was refused has to be looked at, what was taken has not. */
export const outcomesOf = (push: Push): readonly string[] =>
  (['rejected', 'parked', 'accepted', 'corrected', 'duplicates', 'missing'] as const)
    .filter((name) => push[name] > 0)
    .map((name) => t.outcomes[name](push[name]));

/** The last pushes of a source with what became of each scan. */
export function ReceivedPushes({ sourceId }: { readonly sourceId: string }) {
  const params = { path: { sourceId } };
  const loaded = useLoaded(() => answerOf(api.GET('/v1/sources/{sourceId}/deliveries', { params })), [sourceId], AGAIN_MS);
  const pushes = loaded.value.value?.items ?? [];
  return (
    <>
      <Trouble of={loaded} />
      {loaded.value.value && pushes.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="plain-list" aria-label={t.title}>
        {pushes.map((push) => (
          <PushItem key={`${push.day} ${push.id}`} push={push} />
        ))}
      </ul>
    </>
  );
}

function PushItem({ push }: { readonly push: Push }) {
  const { receivedAt, bytes, repeated, scans, ignored } = push;
  return (
    <li data-push={push.id}>
      <details>
        <summary>
          <Ago at={receivedAt} /> · {t.bytes(bytes)} · {outcomesOf(push).join(', ') || t.nothing}
          {repeated && ` · ${t.repeated}`}
        </summary>
        <ul class="steps">
          {scans.map(({ pointer, outcome, shipmentIds, reason, detail }) => (
            <li key={pointer}>
              <code>{pointer}</code> <span class={outcome === 'rejected' ? 'badge mark' : 'badge'}>{words(outcome)}</span>{' '}
              {shipmentIds.map((shipmentId) => (
                <a key={shipmentId} href={shipmentPage(shipmentId)}>
                  {shipmentId}{' '}
                </a>
              ))}
              <span class="quiet">{[reason, detail].filter(Boolean).join(': ')}</span>
            </li>
          ))}
          {ignored.map((part) => (
            <li key={part} class="quiet">
              {t.ignored(part)}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
