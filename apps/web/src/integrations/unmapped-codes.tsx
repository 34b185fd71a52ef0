import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Ago } from '../parts/time';
import { texts } from '../texts';
import { FORMATS, isFormat } from './formats';

const t = texts.integrations.unmapped;
const AGAIN_MS = 10_000;

/** Codes that senders use and no status map knows: their scans stand in the timelines as they came. */
export function UnmappedCodes() {
  const loaded = useLoaded(() => answerOf(api.GET('/v1/unmapped-codes')), [], AGAIN_MS);
  const codes = loaded.value.value?.items ?? [];
  return (
    <Section title={t.title} lead={t.lead}>
      <Trouble of={loaded} />
      {loaded.value.value && codes.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="plain-list">
        {codes.map(({ format, rawCode, note, firstSeenAt }) => (
          <li key={`${format} ${rawCode}`} data-code={rawCode}>
            <p class="line">
              <code>{rawCode}</code> {note && <span>{note}</span>}
              <span class="end quiet">
                {isFormat(format) ? FORMATS[format] : format} · <Ago at={firstSeenAt} />
              </span>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
