import { answerOf, api, type ExceptionSummary } from '../api/client';
import { ask } from '../parts/dialog';
import { inputTime } from '../parts/times';
import { texts } from '../texts';

/** Is given the exception as it is after a step. */
export type Changed = (exception: ExceptionSummary) => void;
const t = texts.exception;

const of = ({ exceptionId }: ExceptionSummary) => ({ params: { path: { exceptionId } } });

/** Reads the exception as it is once the step can be seen. */
async function reread(exception: ExceptionSummary, position: string, changed: Changed): Promise<void> {
  const { exceptionId } = exception;
  const query = { minPosition: position };
  changed(await answerOf(api.GET('/v1/exceptions/{exceptionId}', { params: { path: { exceptionId }, query } })));
}

export async function acknowledge(exception: ExceptionSummary, changed: Changed): Promise<void> {
  const { position } = await answerOf(api.POST('/v1/exceptions/{exceptionId}/acknowledge', { ...of(exception), body: {} }));
  await reread(exception, position, changed);
}

const Reason = () => (
  <label>
    {t.reason}
    <input name="reason" required maxLength={500} autocomplete="off" />
  </label>
);

export function askToResolve(exception: ExceptionSummary, changed: Changed): void {
  ask({
    title: t.resolve,
    content: <Reason />,
    confirm: t.resolve,
    act: async ({ reason = '' }) => {
      const body = { reason };
      const { position } = await answerOf(api.POST('/v1/exceptions/{exceptionId}/resolve', { ...of(exception), body }));
      await reread(exception, position, changed);
    },
  });
}

export function askToReopen(exception: ExceptionSummary, changed: Changed): void {
  ask({
    title: t.reopen,
    content: <Reason />,
    confirm: t.reopen,
    act: async ({ reason = '' }) => {
      const body = { reason };
      const { position } = await answerOf(api.POST('/v1/exceptions/{exceptionId}/reopen', { ...of(exception), body }));
      await reread(exception, position, changed);
    },
  });
}

export function askToAssign(exception: ExceptionSummary, changed: Changed): void {
  ask({
    title: t.assign,
    content: (
      <label>
        {t.assignee}
        <input name="assignee" required maxLength={200} autocomplete="off" defaultValue={exception.assignee ?? ''} />
      </label>
    ),
    confirm: t.assign,
    act: async ({ assignee = '' }) => {
      const { position } = await answerOf(api.POST('/v1/exceptions/{exceptionId}/assign', { ...of(exception), body: { assignee } }));
      await reread(exception, position, changed);
    },
  });
}

const TOMORROW_MS = 24 * 3_600_000;

export function askToSnooze(exception: ExceptionSummary, changed: Changed): void {
  ask({
    title: t.snooze,
    content: (
      <label>
        {t.snoozeUntil}
        <input name="until" type="datetime-local" required defaultValue={inputTime(Date.now() + TOMORROW_MS)} />
      </label>
    ),
    confirm: t.snooze,
    act: async ({ until = '' }) => {
      const body = { until: new Date(until).toISOString() };
      const { position } = await answerOf(api.POST('/v1/exceptions/{exceptionId}/snooze', { ...of(exception), body }));
      await reread(exception, position, changed);
    },
  });
}
