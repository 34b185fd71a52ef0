import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { words } from '../parts/badges';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { session } from '../session';
import { texts } from '../texts';
import { BuildList } from './build-list';
import { DeadLetters } from './dead-letters';
import { type ProcessorLine, processorLines } from './processor-lines';

const t = texts.system;
const AGAIN_MS = 2_000;

/** How the read models are doing, and what to do when they are not. */
export function SystemPage() {
  const [chosen, setChosen] = useState<string>();
  const loaded = useLoaded(() => answerOf(api.GET('/v1/processors')), [], AGAIN_MS);
  const isOperator = session.value?.role === 'operator';
  return (
    <div class="page">
      <h1>{t.title}</h1>
      <Health />
      <Section title={t.processors}>
        <Trouble of={loaded} />
        <div class="table-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th>{t.processor}</th>
                <th>{t.version}</th>
                <th>{t.lag}</th>
                <th>{t.state}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {processorLines(loaded.value.value?.items ?? []).map((line) => (
                <ProcessorRow key={`${line.processor} ${line.version}`} line={line} onRebuilt={isOperator ? setChosen : undefined} />
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      {isOperator && chosen && <BuildList processor={chosen} />}
      <DeadLetters isOperator={isOperator} />
    </div>
  );
}

interface ProcessorRowProps {
  readonly line: ProcessorLine;
  /** Is given the processor whose builds are worth a look; absent where they are not the viewer's. */
  readonly onRebuilt: ((processor: string) => void) | undefined;
}

function ProcessorRow({ line, onRebuilt }: ProcessorRowProps) {
  const { processor, kind, version, live, lagEvents, lagSeconds, state, notes } = line;
  const rebuild = () =>
    ask({
      title: t.replay,
      content: <p>{t.sureReplay(processor)}</p>,
      confirm: t.replay,
      act: async () => {
        await api.POST('/v1/processors/{name}/replay', { params: { path: { name: processor } }, body: {} as Schemas['ReplayRequest'] });
        onRebuilt?.(processor);
      },
    });
  return (
    <tr data-processor={processor}>
      <td>
        {processor} <span class="quiet">{kind}</span>
      </td>
      <td>
        {version}
        {!live && ' …'}
      </td>
      <td>{lagEvents === 0 ? t.upToDate : `${t.events(lagEvents)} · ${lagSeconds.toFixed(0)} s`}</td>
      <td>
        <span class={`badge state-${state}`}>{words(state)}</span>
        {notes.map((note) => (
          <p key={note} class="quiet">
            {note}
          </p>
        ))}
      </td>
      <td>
        {onRebuilt && live && kind === 'projection' && (
          <button type="button" onClick={rebuild}>
            {t.replay}
          </button>
        )}
        {onRebuilt && live && (
          <button type="button" onClick={() => onRebuilt(processor)}>
            {t.builds}
          </button>
        )}
      </td>
    </tr>
  );
}

function Health() {
  const loaded = useLoaded(() => answerOf(api.GET('/health/ready')), [], AGAIN_MS);
  const health = loaded.value.value;
  const mark = (name: string, isWell: boolean) => <span class={`badge state-${isWell ? 'running' : 'halted'}`}>{name}</span>;
  return (
    <Section title={t.health}>
      <Trouble of={loaded} />
      {health && (
        <p>
          {mark(t.intake, health.intake)} {mark(t.queries, health.queries)} {health.note && <span class="quiet">{health.note}</span>}
        </p>
      )}
    </Section>
  );
}
