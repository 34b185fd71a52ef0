import { answerOf, api, type Schemas } from '../api/client';
import { ask } from '../parts/dialog';
import { texts } from '../texts';
import { formatOptions, isFormat } from './formats';

const t = texts.integrations.sources;
type Source = Schemas['Source'];
/** What is shown of a source once: the secret that was made, and a push to try. */
export interface MadeSource {
  readonly name: string;
  readonly webhookUrl: string;
  readonly secret?: string;
  readonly curl?: string;
}

const Name = ({ name }: { readonly name?: string }) => (
  <label>
    {t.name}
    <input name="name" required maxLength={200} autocomplete="off" defaultValue={name} />
  </label>
);

const Settings = ({ zone, scope }: { readonly zone?: string | null; readonly scope?: string | null }) => (
  <>
    <label>
      {t.zone}
      <input name="defaultTimeZone" maxLength={64} placeholder="Europe/Berlin" autocomplete="off" defaultValue={zone ?? ''} />
    </label>
    <label>
      {t.scope}
      <input name="scope" maxLength={64} placeholder={t.scopeHint} autocomplete="off" defaultValue={scope ?? ''} />
    </label>
  </>
);

/** What was filled in of the settings that may be left out. */
const settingsOf = ({ defaultTimeZone, scope }: { readonly defaultTimeZone?: string | null; readonly scope?: string | null }) => ({
  ...(defaultTimeZone && { defaultTimeZone }),
  ...(scope && { scope }),
});

export function askForSource(onMade: (made: MadeSource) => void): void {
  ask({
    title: t.create,
    content: (
      <>
        <label>
          {t.format}
          <select name="format">
            {formatOptions.map(([format, label]) => (
              <option key={format} value={format}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Name />
        <label>
          {t.secret}
          <input name="secret" maxLength={500} placeholder={t.secretHint} autocomplete="off" spellcheck={false} />
        </label>
        <Settings />
      </>
    ),
    confirm: t.create,
    act: async ({ format = '', name = '', secret, ...fields }) => {
      if (!isFormat(format)) return;
      const body = { format, name, ...(secret && { secrets: [secret] }), ...settingsOf(fields) };
      onMade({ name, ...(await answerOf(api.POST('/v1/sources', { body }))) });
    },
  });
}

/** A change replaces everything that can be changed, so the dialog begins with what is there. */
const changed = async ({ id }: Source, body: Schemas['ChangeSource'], onChanged: () => void): Promise<void> => {
  await answerOf(api.PUT('/v1/sources/{sourceId}', { params: { path: { sourceId: id } }, body }));
  onChanged();
};

export function askToChange(source: Source, onChanged: () => void): void {
  ask({
    title: t.change,
    content: (
      <>
        <Name name={source.name} />
        <Settings zone={source.defaultTimeZone} scope={source.scope} />
      </>
    ),
    confirm: t.change,
    act: ({ name = '', ...fields }) => changed(source, { name, ...settingsOf(fields) }, onChanged),
  });
}

export function askToRotate(source: Source, onChanged: () => void): void {
  ask({
    title: t.rotate,
    content: (
      <>
        <p>{t.rotateLead}</p>
        <label>
          {t.newSecret}
          <input name="secret" required minLength={8} maxLength={500} autocomplete="off" spellcheck={false} />
        </label>
      </>
    ),
    confirm: t.rotate,
    act: ({ secret = '' }) => changed(source, { name: source.name, secrets: [secret], ...settingsOf(source) }, onChanged),
  });
}

export function askToRetire({ id, name }: Source, onChanged: () => void): void {
  ask({
    title: t.retire,
    content: <p>{t.sureRetire(name)}</p>,
    confirm: t.retire,
    act: async () => {
      await answerOf(api.DELETE('/v1/sources/{sourceId}', { params: { path: { sourceId: id } } }));
      onChanged();
    },
  });
}
