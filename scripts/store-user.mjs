// Makes the user that Waybill works as in the event store, with the one right that a user does not have by default: to read $all.
//   STORE_ADMIN=https://admin:password@store-1:2113 STORE_USER=waybill:password EVENTSTORE_URL=… NODE_EXTRA_CA_CERTS=… node scripts/store-user.mjs
// EVENTSTORE_URL is the administrator's here. Run again it changes nothing, except that the password becomes the given one.
import { EventStoreDBClient } from '@eventstore/db-client';

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the head of scripts/store-user.mjs says what it is.`);
  return value;
}

const admin = new URL(needed('STORE_ADMIN'));
const [login, password] = needed('STORE_USER').split(':');
const authorization = `Basic ${Buffer.from(`${decodeURIComponent(admin.username)}:${decodeURIComponent(admin.password)}`).toString('base64')}`;

const post = (path, body) =>
  fetch(new URL(path, admin.origin), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });

async function makeUser() {
  const made = await post('/users/', { loginName: login, fullName: 'Waybill', groups: [], password });
  if (made.status === 409) {
    const changed = await post(`/users/${encodeURIComponent(login)}/command/reset-password`, { newPassword: password });
    if (!changed.ok) throw new Error(`The password of ${login} was not changed: ${changed.status} ${await changed.text()}`);
  } else if (!made.ok) throw new Error(`The user ${login} was not made: ${made.status} ${await made.text()}`);
}

/** Who reads $all by then: administrators, as before, and this user. */
async function grantRead() {
  const client = EventStoreDBClient.connectionString(needed('EVENTSTORE_URL'));
  try {
    const { metadata } = await client.getStreamMetadata('$all');
    const before = metadata?.acl?.readRoles ?? ['$admins'];
    const readRoles = [...new Set([...(Array.isArray(before) ? before : [before]), login])];
    if (readRoles.length > [before].flat().length)
      await client.setStreamMetadata('$all', { ...metadata, acl: { ...metadata?.acl, readRoles } });
  } finally {
    await client.dispose();
  }
}

try {
  await makeUser();
  await grantRead();
  console.log(`${login} reads $all.`);
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
