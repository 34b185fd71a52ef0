import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { Copyable } from '../parts/copy';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Time } from '../parts/time';
import { session } from '../session';
import { texts } from '../texts';

const t = texts.integrations;
type Created = { readonly key: string; readonly sourcePrefix: string | undefined };

/** A first report that can be pasted as it is. */
const firstEvent = ({ key, sourcePrefix }: Created): string =>
  [
    `curl -s ${location.origin}/v1/events \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    "  -H 'Content-Type: application/cloudevents+json' \\",
    `  -d '${JSON.stringify({
      specversion: '1.0',
      id: 'first-1',
      source: sourcePrefix ?? 'https://carrier.example/',
      type: 'dev.waybill.item-scanned.v1',
      subject: 'tracking-number:carrier/TEST-1',
      time: new Date().toISOString(),
      data: { milestone: 'IN_TRANSIT' },
    })}'`,
  ].join('\n');

function askForKey(onCreated: (created: Created) => void): void {
  ask({
    title: t.newKey,
    content: (
      <>
        <label>
          {t.keyName}
          <input name="name" required maxLength={200} autocomplete="off" />
        </label>
        <label>
          {t.role}
          <select name="role">
            <option>integration</option>
            <option>coordinator</option>
            <option>operator</option>
          </select>
        </label>
        <label>
          {t.sourcePrefix}
          <input name="sourcePrefix" maxLength={2000} placeholder={t.sourcePrefixHint} autocomplete="off" />
        </label>
      </>
    ),
    confirm: t.create,
    act: async ({ name = '', role = '', sourcePrefix }) => {
      const body = { name, role, ...(sourcePrefix && { sourcePrefix }) } as Schemas['CreateApiKey'];
      const { key } = await answerOf(api.POST('/v1/api-keys', { body }));
      onCreated({ key, sourcePrefix: role === 'integration' ? sourcePrefix : undefined });
    },
  });
}

export function ApiKeys() {
  const [created, setCreated] = useState<Created>();
  const isOperator = session.value?.role === 'operator';
  if (!isOperator)
    return (
      <Section title={t.keys} lead={t.operatorOnly}>
        {null}
      </Section>
    );
  return <KeyTable created={created} onCreated={setCreated} />;
}

function KeyTable({ created, onCreated }: { readonly created: Created | undefined; readonly onCreated: (created: Created) => void }) {
  const loaded = useLoaded(() => answerOf(api.GET('/v1/api-keys', { params: { query: { limit: '200' as never } } })), [created]);
  const revoke = ({ id, name }: Schemas['ApiKey']) =>
    ask({
      title: t.revoke,
      content: <p>{t.sureRevoke(name)}</p>,
      confirm: t.revoke,
      act: async () => {
        await api.DELETE('/v1/api-keys/{keyId}', { params: { path: { keyId: id } } });
        await loaded.reload();
      },
    });
  return (
    <Section title={t.keys} lead={t.keysLead}>
      <p>
        <button type="button" class="primary" onClick={() => askForKey(onCreated)}>
          {t.newKey}
        </button>
      </p>
      {created && (
        <div class="note" role="status">
          <p>{t.created}</p>
          <Copyable text={created.key} />
          {created.sourcePrefix && (
            <>
              <p>{t.firstEvent}</p>
              <Copyable text={firstEvent(created)} />
            </>
          )}
        </div>
      )}
      <Trouble of={loaded} />
      <div class="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>{t.keyName}</th>
              <th>{t.role}</th>
              <th>{t.sourcePrefix}</th>
              <th />
              <th />
            </tr>
          </thead>
          <tbody>
            {(loaded.value.value?.items ?? []).map((key) => (
              <tr key={key.id}>
                <td>{key.name}</td>
                <td>{key.role}</td>
                <td>{key.sourcePrefix ?? texts.none}</td>
                <td class="quiet">{key.createdAt && <Time at={key.createdAt} />}</td>
                <td>
                  <button type="button" onClick={() => revoke(key)}>
                    {t.revoke}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
