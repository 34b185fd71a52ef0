import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { shipmentPage } from '../fleet/work-list';
import { ExceptionBadge } from '../parts/badges';
import { Failure } from '../parts/problem';
import { Time } from '../parts/time';
import { texts } from '../texts';
import type { Geometry } from './shapes';

const t = texts.geofences;
const DAYS = 7;
const SHOWN = 50;

interface WhatIfProps {
  readonly geometry: Geometry;
  readonly rule: Schemas['Geofence']['rule'];
  readonly geofenceId: string | undefined;
}

/** How many exceptions the fence would have raised, before it is saved. */
export function WhatIf({ geometry, rule, geofenceId }: WhatIfProps) {
  const [answer, setAnswer] = useState<Schemas['WhatIfAnswer']>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const tryIt = async () => {
    setBusy(true);
    setProblem(undefined);
    const to = Date.now();
    const body = {
      geofence: { name: t.whatIf, geometry, rule, geofenceId },
      from: new Date(to - DAYS * 86_400_000).toISOString(),
      to: new Date(to).toISOString(),
    };
    try {
      setAnswer(await answerOf(api.POST('/v1/rules/what-if', { body: body as never })));
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const ofFence = answer?.exceptions.filter(({ type, change }) => type === 'geofence' && change === 'added') ?? [];
  return (
    <section aria-label={t.whatIf}>
      <p>
        <button type="button" disabled={busy} onClick={() => void tryIt()}>
          {busy ? texts.loading : t.whatIf}
        </button>
      </p>
      <Failure why={problem} />
      {answer && (
        <div role="status" data-what-if={ofFence.length}>
          <p>
            {t.whatIfLead(DAYS)}:{' '}
            <strong>{t.whatIfResult(ofFence.length, new Set(ofFence.map(({ shipmentId }) => shipmentId)).size)}</strong>
          </p>
          <ul class="plain-list">
            {ofFence.slice(0, SHOWN).map(({ shipmentId, type, since }) => (
              <li key={`${shipmentId} ${since}`}>
                <ExceptionBadge type={type} /> <a href={shipmentPage(shipmentId)}>{shipmentId}</a> <Time at={since} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
