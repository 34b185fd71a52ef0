import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { texts } from '../texts';
import { Failure } from './problem';

/** What is asked before something is done that others notice. */
interface Question {
  readonly title: string;
  readonly content?: ComponentChildren;
  readonly confirm: string;
  /** Is given what was filled in. It stays open, and says why, while this throws. */
  readonly act: (fields: Readonly<Record<string, string>>) => Promise<unknown>;
}

const question = signal<Question | undefined>(undefined);

export function ask(asked: Question): void {
  question.value = asked;
}

const fieldsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));

/** The one dialog of the console; the browser keeps the focus inside and closes it by Escape. */
export function Dialog() {
  const asked = question.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setError(undefined);
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  const close = () => {
    question.value = undefined;
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await asked?.act(fieldsOf(event.currentTarget as HTMLFormElement));
      if (question.value === asked) close();
    } catch (thrown) {
      setError((thrown as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="dialog-title">
      {asked && (
        <form onSubmit={submit}>
          <h2 id="dialog-title">{asked.title}</h2>
          {asked.content}
          <Failure why={error} />
          <p class="actions">
            <button type="button" onClick={close}>
              {texts.cancel}
            </button>
            <button type="submit" class="primary" disabled={busy}>
              {asked.confirm}
            </button>
          </p>
        </form>
      )}
    </dialog>
  );
}
