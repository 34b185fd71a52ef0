import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { Copyable } from '../parts/copy';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Time } from '../parts/time';
import { session } from '../session';
import { texts } from '../texts';
import { FORMATS } from './formats';
import { ReceivedPushes } from './received-pushes';
import { askForSource, askToChange, askToRetire, askToRotate, type MadeSource } from './source-dialogs';

const t = texts.integrations.sources;
type Source = Schemas['Source'];

/** Addresses for what carriers and devices push in their own formats. */
export function Sources() {
  if (session.value?.role !== 'operator')
    return (
      <Section title={t.title} lead={t.operatorOnly}>
        {null}
      </Section>
    );
  return <SourceList />;
}

function SourceList() {
  const [made, setMade] = useState<MadeSource>();
  const loaded = useLoaded(() => answerOf(api.GET('/v1/sources', { params: { query: { limit: '200' as never } } })), [made]);
  const sources = loaded.value.value?.items ?? [];
  const changed = () => void loaded.reload();
  return (
    <Section title={t.title} lead={t.lead}>
      <p>
        <button type="button" class="primary" onClick={() => askForSource(setMade)}>
          {t.create}
        </button>
      </p>
      {made && <Made made={made} />}
      <Trouble of={loaded} />
      {loaded.value.value && sources.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="plain-list">
        {sources.map((source) => (
          <SourceItem key={source.id} source={source} changed={changed} />
        ))}
      </ul>
    </Section>
  );
}

/** What a sender has to be given; some of it cannot be read again. */
const Made = ({ made: { name, webhookUrl, secret, curl } }: { readonly made: MadeSource }) => (
  <div class="note" role="status">
    <p>{t.made(name)}</p>
    <Copyable text={webhookUrl} />
    {secret && (
      <>
        <p>{t.secretOnce}</p>
        <Copyable text={secret} />
      </>
    )}
    {curl && (
      <>
        <p>{t.tryIt}</p>
        <Copyable text={curl} />
      </>
    )}
  </div>
);

function SourceItem({ source, changed }: { readonly source: Source; readonly changed: () => void }) {
  const [open, setOpen] = useState(false);
  const { id, name, format, webhookUrl, reportsAs, retired, secrets, formerSecretsUntil, createdAt } = source;
  return (
    <li data-source={id}>
      <p class="line">
        <strong>{name}</strong> <span class="quiet">{FORMATS[format]}</span>
        {retired && <span class="badge mark">{t.retired}</span>}
        <span class="end">
          {!retired && (
            <>
              <button type="button" onClick={() => askToChange(source, changed)}>
                {t.change}
              </button>
              <button type="button" onClick={() => askToRotate(source, changed)}>
                {t.rotate}
              </button>
              <button type="button" onClick={() => askToRetire(source, changed)}>
                {t.retire}
              </button>
            </>
          )}
        </span>
      </p>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t.details}</summary>
        {open && (
          <>
            <Copyable text={webhookUrl} />
            <p class="quiet">
              {t.reportsAs(reportsAs)} · {t.secrets(secrets)} · <Time at={createdAt} />
              {formerSecretsUntil && (
                <>
                  {' '}
                  · {t.formerUntil} <Time at={formerSecretsUntil} />
                </>
              )}
            </p>
            <ReceivedPushes sourceId={id} />
          </>
        )}
      </details>
    </li>
  );
}
