import type { Role } from '@waybill/events';

/** Claims of an ID token that was verified. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which claim says what a person may do, and which of its values mean which role. */
export interface RoleRule {
  /** Name of the claim; dots lead into it, as in `realm_access.roles`. */
  readonly claim: string;
  readonly operators: readonly string[];
  readonly coordinators: readonly string[];
}

/** A person who signed in by the company's own sign-in. */
export interface Person {
  /** What stands in the log beside what the person did. */
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

/** A claim, or what lies within it. A claim whose own name has dots, as URLs have, counts first. */
function valueAt(claims: Claims, path: string): unknown {
  if (path in claims) return claims[path];
  return path
    .split('.')
    .reduce<unknown>((value, name) => (typeof value === 'object' && value !== null ? (value as Claims)[name] : undefined), claims);
}

/** The values of the claim: one, or a list. */
const valuesOf = (value: unknown): readonly string[] => [value].flat().flatMap((one) => textOf(one) ?? []);

/** What the claims let a person do; the most that any of them does. Undefined: nothing. */
export function roleOf(claims: Claims, { claim, operators, coordinators }: RoleRule): Role | undefined {
  const values = valuesOf(valueAt(claims, claim));
  if (values.some((value) => operators.includes(value))) return 'operator';
  return values.some((value) => coordinators.includes(value)) ? 'coordinator' : undefined;
}

const MOST_CHARACTERS = 100;
const printable = (text: string): string => text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').slice(0, MOST_CHARACTERS);

/** The person that the claims tell of; undefined when they give no role. The user name is what colleagues know a person by; without one the subject stands for it. */
export function personOf(claims: Claims, rule: RoleRule): Person | undefined {
  const role = roleOf(claims, rule);
  const userName = textOf(claims.preferred_username) ?? textOf(claims.sub);
  if (role === undefined || userName === undefined) return undefined;
  return { personId: `person:${printable(userName)}`, name: printable(textOf(claims.name) ?? userName), role };
}
