import { useEffect, useState } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { Failure, Loading, Trouble } from '../parts/problem';
import { session } from '../session';
import { texts } from '../texts';
import { draft } from './draft';
import { LookFields, ShownWhen, SupportFields } from './fields';
import { Preview } from './preview';

const t = texts.customers;

/** Saves the draft; says what is wrong with it otherwise. */
function SaveButton() {
  const [outcome, setOutcome] = useState<{ readonly problem?: string }>();
  const save = async () => {
    if (!draft.value) return;
    try {
      await answerOf(api.PUT('/v1/tracking-page', { body: draft.value }));
      setOutcome({});
    } catch (error) {
      setOutcome({ problem: (error as Error).message });
    }
  };
  if (session.value?.role !== 'operator') return <p class="quiet">{t.operatorOnly}</p>;
  return (
    <>
      <Failure why={outcome?.problem} />
      <p class="actions">
        {outcome && !outcome.problem && <span role="status">{t.saved}</span>}
        <button type="button" class="primary" onClick={() => void save()}>
          {t.save}
        </button>
      </p>
    </>
  );
}

/** What customers see: set up on one side, seen on the other. */
export function CustomersPage() {
  const loaded = useLoaded(() => answerOf(api.GET('/v1/tracking-page')), []);
  useEffect(() => {
    draft.value = undefined;
  }, []);
  useEffect(() => {
    if (loaded.value.value && !draft.value) draft.value = loaded.value.value;
  }, [loaded.value.value]);
  return (
    <div class="page">
      <h1>{t.title}</h1>
      <p class="quiet">{t.lead}</p>
      <Trouble of={loaded} />
      {!draft.value && !loaded.error.value && <Loading />}
      {draft.value && (
        <div class="beside">
          <div>
            <LookFields />
            <SupportFields />
            <ShownWhen />
            <SaveButton />
          </div>
          <Preview />
        </div>
      )}
    </div>
  );
}
