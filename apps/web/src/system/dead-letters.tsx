import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Ago } from '../parts/time';
import { texts } from '../texts';

const t = texts.system;
const AGAIN_MS = 3_000;
type Letter = Schemas['DeadLetter'];

/** Events that a processor could not handle; an operator has them tried again, or left out. */
export function DeadLetters({ isOperator }: { readonly isOperator: boolean }) {
  const loaded = useLoaded(() => answerOf(api.GET('/v1/dead-letters', { params: { query: { limit: '100' as never } } })), [], AGAIN_MS);
  const letters = loaded.value.value?.items ?? [];
  const retry = async ({ processor, key }: Letter) => {
    await answerOf(api.POST('/v1/dead-letters/retry', { body: { processor, key } }));
    await loaded.reload();
  };
  const discard = ({ processor, key, eventId }: Letter) =>
    ask({
      title: t.discard,
      content: (
        <>
          <p>{t.sureDiscard}</p>
          <label>
            {texts.exception.reason}
            <input name="reason" maxLength={500} autocomplete="off" />
          </label>
        </>
      ),
      confirm: t.discard,
      act: async ({ reason }) => {
        await answerOf(api.POST('/v1/dead-letters/discard', { body: { processor, key, eventId, ...(reason && { reason }) } }));
        await loaded.reload();
      },
    });
  return (
    <Section title={t.deadLetters} lead={t.deadLettersLead}>
      <Trouble of={loaded} />
      {loaded.value.value && letters.length === 0 && <p class="empty">{t.noDeadLetters}</p>}
      <ul class="plain-list">
        {letters.map((letter) => (
          <li key={`${letter.processor} ${letter.key} ${letter.position}`}>
            <p class="line">
              <strong>{letter.key}</strong>{' '}
              <span class="quiet">
                {letter.processor} · {letter.type} · <Ago at={letter.setAsideAt} />
              </span>
              {isOperator && letter.error !== null && (
                <span class="end">
                  <button type="button" onClick={() => void retry(letter)}>
                    {t.retryLetter}
                  </button>
                  <button type="button" onClick={() => discard(letter)}>
                    {t.discard}
                  </button>
                </span>
              )}
            </p>
            {letter.error && <p class="quiet">{letter.error}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
