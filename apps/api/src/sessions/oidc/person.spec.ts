import { personOf, roleOf } from './person';

const rule = { claim: 'roles', operators: ['ops'], coordinators: ['desk', 'night desk'] };

it.each([
  [{ roles: ['desk'] }, 'coordinator'],
  [{ roles: 'night desk' }, 'coordinator'],
  [{ roles: ['desk', 'ops'] }, 'operator'],
  [{ roles: ['driver'] }, undefined],
  [{ roles: [{ ops: true }, 7, null] }, undefined],
  [{ roles: 'ops desk' }, undefined],
  [{}, undefined],
])('%j may do what %s may', (claims, role) => {
  expect(roleOf(claims, rule)).toBe(role);
});

it('finds a claim within others, and one whose own name has dots', () => {
  expect(roleOf({ realm_access: { roles: ['ops'] } }, { ...rule, claim: 'realm_access.roles' })).toBe('operator');
  expect(roleOf({ 'https://acme.example/roles': ['desk'] }, { ...rule, claim: 'https://acme.example/roles' })).toBe('coordinator');
  expect(roleOf({ realm_access: 'ops' }, { ...rule, claim: 'realm_access.roles' })).toBeUndefined();
});

it('calls a person by the user name, else by the subject', () => {
  const claims = { sub: 'f81d4fae', roles: 'desk' };
  expect(personOf({ ...claims, preferred_username: 'anna', name: 'Anna Brandt' }, rule)).toEqual({
    personId: 'person:anna',
    name: 'Anna Brandt',
    role: 'coordinator',
  });
  expect(personOf(claims, rule)).toEqual({ personId: 'person:f81d4fae', name: 'f81d4fae', role: 'coordinator' });
});

it('knows nobody without a role or without a name', () => {
  expect(personOf({ sub: 'x', roles: 'driver' }, rule)).toBeUndefined();
  expect(personOf({ roles: 'desk' }, rule)).toBeUndefined();
});

it('keeps control characters and great lengths out of the log', () => {
  expect(personOf({ sub: 'x', preferred_username: `a\n\u202eb${'c'.repeat(500)}`, roles: 'desk' }, rule)?.personId).toMatch(
    /^person:a bc{97}$/,
  );
});
