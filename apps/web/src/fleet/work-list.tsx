import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExceptionSummary } from '../api/client';
import { ExceptionBadge } from '../parts/badges';
import { Ago } from '../parts/time';
import { go } from '../router';
import { texts } from '../texts';
import { acknowledge, askToAssign, askToResolve, askToSnooze, type Changed } from './exception-actions';

const t = texts.exception;

interface WorkListProps {
  readonly exceptions: readonly ExceptionSummary[];
  readonly changed: Changed;
  readonly onFailure: (message: string) => void;
}

export const shipmentPage = (shipmentId: string): string => `/shipments/${encodeURIComponent(shipmentId)}`;

/** Which of the list is chosen: the same exception, also when others come before it. */
function useChoice(exceptions: readonly ExceptionSummary[]) {
  const [id, choose] = useState<string>();
  const index = Math.max(
    0,
    exceptions.findIndex(({ exceptionId }) => exceptionId === id),
  );
  const step = (by: number) => {
    const next = exceptions[Math.min(exceptions.length - 1, Math.max(0, (id === undefined ? -1 : index) + by))];
    if (next) choose(next.exceptionId);
  };
  return { chosen: id === undefined ? undefined : exceptions[index], choose, step };
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, select, textarea, dialog') !== null;

/** What needs a person now, the most urgent first; worked through from the keyboard. */
export function WorkList({ exceptions, changed, onFailure }: WorkListProps) {
  const { chosen, choose, step } = useChoice(exceptions);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.exceptionId]);
  useEffect(() => {
    const acts: Readonly<Record<string, () => void>> = {
      j: () => step(1),
      k: () => step(-1),
      Enter: () => chosen && go(shipmentPage(chosen.shipmentId)),
      a: () => chosen && acknowledge(chosen, changed).catch(({ message }: Error) => onFailure(message)),
      r: () => chosen && askToResolve(chosen, changed),
      s: () => chosen && askToSnooze(chosen, changed),
      g: () => chosen && askToAssign(chosen, changed),
    };
    const onKey = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
      const isOnControl = event.key === 'Enter' && (event.target as Element).closest?.('a, button') !== null;
      const act = isPlain && !isOnControl ? acts[event.key] : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  if (exceptions.length === 0) return <p class="empty">{texts.fleet.noneOpen}</p>;
  return (
    <ol class="work-list" ref={list}>
      {exceptions.map((exception) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: j and k choose from the keyboard
        <li
          key={exception.exceptionId}
          aria-current={exception === chosen ? 'true' : undefined}
          onClick={() => choose(exception.exceptionId)}
          data-exception={exception.exceptionId}
        >
          <p class="line">
            <ExceptionBadge type={exception.type} /> <a href={shipmentPage(exception.shipmentId)}>{exception.shipmentId}</a>
            <span class="end quiet">
              <Ago at={exception.raisedAt} />
            </span>
          </p>
          <p class="line quiet">
            {t.states[exception.state]}
            {exception.assignee && ` ${t.to(exception.assignee)}`}
            {exception.flapping && ` · ${t.flapping}`}
            <span class="end">
              {exception.state === 'raised' && (
                <button type="button" onClick={() => acknowledge(exception, changed).catch(({ message }: Error) => onFailure(message))}>
                  {t.acknowledge}
                </button>
              )}
              <button type="button" onClick={() => askToResolve(exception, changed)}>
                {t.resolve}
              </button>
            </span>
          </p>
        </li>
      ))}
    </ol>
  );
}
