import { effect, signal } from '@preact/signals';
import { answerOf, api, ProblemError, type Schemas, whenSignedOut } from './api/client';
import { texts } from './texts';

export type Session = Schemas['Session'];

/** The key that is signed in; `null` when none is; undefined until it is known. */
export const session = signal<Session | null | undefined>(undefined);
/** Why signing in did not work. */
export const signInProblem = signal<string | undefined>(undefined);

/** People of the company's own sign-in stay signed in for an hour at a time. */
const isPerson = (now: Session | null | undefined): boolean => now?.keyId.startsWith('person:') ?? false;

/** Asks the issuer again; without an answer of its own the session is as it was. @returns whether it let the person in */
async function renew(): Promise<boolean> {
  try {
    session.value = await answerOf(api.POST('/v1/session/renewal'));
    return true;
  } catch {
    return false;
  }
}

whenSignedOut(() => {
  if (!isPerson(session.peek())) session.value = null;
  else
    void renew().then((isLetIn) => {
      if (!isLetIn) session.value = null;
    });
});

const EARLY_MS = 10 * 60_000;
const AGAIN_MS = 2 * 60_000;

/** Several windows of a browser share the session: one of them renews it, the others find that it was. */
async function renewOnce(): Promise<void> {
  const known = await answerOf(api.GET('/v1/session')).catch(() => undefined);
  if (known && Date.parse(known.expiresAt ?? '') > Date.now() + EARLY_MS) session.value = known;
  else if (!(await renew()) && isPerson(session.peek())) setTimeout(inTurn, AGAIN_MS);
}
const inTurn = (): void => void (navigator.locks ? navigator.locks.request('renewal', renewOnce) : renewOnce());

effect(() => {
  const now = session.value;
  if (!isPerson(now) || !now?.expiresAt) return;
  const timer = setTimeout(inTurn, Math.max(0, Date.parse(now.expiresAt) - Date.now() - EARLY_MS));
  return () => clearTimeout(timer);
});

type Credential = { readonly key: string } | { readonly ticket: string };

export async function signIn(credential: Credential): Promise<void> {
  try {
    signInProblem.value = undefined;
    session.value = await answerOf(api.POST('/v1/session', { body: credential }));
  } catch (error) {
    signInProblem.value = (error as Error).message;
    session.value = null;
  }
}

export async function signOut(): Promise<void> {
  await api.DELETE('/v1/session').catch(() => undefined);
  session.value = null;
}

/** The ticket of a printed link. It stands behind the #, which browsers send to no server, and leaves the address at once. */
function takeTicket(): string | undefined {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket') ?? undefined;
  if (ticket) history.replaceState(null, '', location.pathname + location.search);
  return ticket;
}

/** What came of the company's own sign-in, when that did not work. */
function takeFailure(): string | undefined {
  const why = new URLSearchParams(location.hash.slice(1)).get('sign-in') ?? undefined;
  if (why) history.replaceState(null, '', location.pathname + location.search);
  return why && (texts.signIn.failures[why] ?? texts.signIn.failures.failed);
}

/** Signs in by the link that was opened, or finds out who is signed in. */
export async function openSession(): Promise<void> {
  const ticket = takeTicket();
  if (ticket) return signIn({ ticket });
  const failure = takeFailure();
  if (failure) signInProblem.value = failure;
  try {
    session.value = await answerOf(api.GET('/v1/session'));
  } catch (error) {
    if (!(error instanceof ProblemError)) signInProblem.value = texts.unreachable;
    else if ((await hasIssuer()) && (await renew())) return;
    session.value = null;
  }
}

const hasIssuer = (): Promise<boolean> =>
  answerOf(api.GET('/v1/session/ways')).then(
    ({ issuer }) => issuer !== null,
    () => false,
  );
