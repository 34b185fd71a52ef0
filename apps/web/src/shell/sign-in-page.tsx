import { useState } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { Failure } from '../parts/problem';
import { signIn, signInProblem } from '../session';
import { texts } from '../texts';

const t = texts.signIn;

/** The way in for a person with an API key. */
export function SignInPage() {
  const [busy, setBusy] = useState(false);
  const ways = useLoaded(() => answerOf(api.GET('/v1/session/ways')), []);
  const issuer = ways.value.value?.issuer;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get('key');
    setBusy(true);
    await signIn({ key: String(key).trim() });
    setBusy(false);
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>{texts.product}</h1>
        <p>{t.lead}</p>
        <label>
          {t.key}
          <input name="key" type="password" required autocomplete="current-password" spellcheck={false} />
        </label>
        <Failure why={signInProblem.value} />
        <button type="submit" class="primary" disabled={busy}>
          {t.submit}
        </button>
        {issuer && (
          <p>
            <a class="button" href="/v1/session/oidc">
              {t.withIssuer(new URL(issuer).host)}
            </a>
          </p>
        )}
        <p class="quiet">{t.hint}</p>
      </form>
    </main>
  );
}
