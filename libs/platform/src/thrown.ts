const memberOf = (thrown: unknown, name: string): unknown =>
  typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;

/** The code of what was thrown: that of the system (`ENOENT`), of Postgres (`23505`) or of gRPC (a number). */
export function codeOf(thrown: unknown): string | number | undefined {
  const code = memberOf(thrown, 'code');
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}

/** What was thrown, in its own words. */
export function messageOf(thrown: unknown): string {
  const message = memberOf(thrown, 'message');
  return typeof message === 'string' ? message : String(thrown);
}

/** What was thrown, as an error. */
export const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(messageOf(thrown), { cause: thrown }));

/** The error beneath all that were thrown because of it. */
export function rootOf(thrown: unknown): unknown {
  const cause = memberOf(thrown, 'cause');
  return cause === undefined ? thrown : rootOf(cause);
}
