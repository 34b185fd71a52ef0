import type { Loaded } from '../api/load';
import { texts } from '../texts';

/** Why something did not work; nothing while it did. */
export const Failure = ({ why }: { readonly why: string | undefined }) =>
  why ? (
    <p class="problem" role="alert">
      {why}
    </p>
  ) : null;

/** Why something could not be read, and a way to try it again; nothing while all is well. */
export function Trouble({ of: { error, reload } }: { readonly of: Loaded<unknown> }) {
  if (error.value === undefined) return null;
  return (
    <p class="problem" role="alert">
      {error.value}{' '}
      <button type="button" onClick={() => void reload()}>
        {texts.retry}
      </button>
    </p>
  );
}

export const Loading = () => (
  <p class="quiet" aria-busy="true">
    {texts.loading}
  </p>
);
