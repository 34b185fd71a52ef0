import { useState } from 'preact/hooks';
import { Failure } from '../parts/problem';
import { Section } from '../parts/section';
import { texts } from '../texts';
import { change, changeSupport, draft, type Part, type Stage, toggle } from './draft';

const t = texts.customers;
const MOST_BYTES = 100_000;
const DEFAULT_COLOURS = { band: '#16324f', text: '#ffffff' };
const inputOf = (event: Event): string => (event.currentTarget as HTMLInputElement).value;

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function LogoField() {
  const [problem, setProblem] = useState<string>();
  const take = async (event: Event) => {
    const file = (event.currentTarget as HTMLInputElement).files?.[0];
    if (!file) return;
    setProblem(file.size > MOST_BYTES ? t.tooLarge : undefined);
    if (file.size <= MOST_BYTES) change({ logo: await base64Of(file) });
  };
  return (
    <>
      <label>
        {t.logo}
        <input type="file" accept="image/png,image/jpeg,image/webp" onChange={(event) => void take(event)} />
      </label>
      <Failure why={problem} />
      {draft.value?.logo && (
        <p>
          <button type="button" onClick={() => change({ logo: undefined })}>
            {t.removeLogo}
          </button>
        </p>
      )}
    </>
  );
}

/** Company, logo and colours. */
export function LookFields() {
  const { brand, colours } = draft.value ?? {};
  return (
    <Section title={t.look}>
      <label>
        {t.brand}
        <input value={brand ?? ''} maxLength={100} autocomplete="off" onInput={(event) => change({ brand: inputOf(event) })} />
      </label>
      <LogoField />
      <label class="check">
        <input
          type="checkbox"
          checked={colours !== undefined}
          onChange={() => change({ colours: colours ? undefined : DEFAULT_COLOURS })}
        />
        {t.ownColours}
      </label>
      {colours && (
        <p class="line">
          <label>
            {t.band}
            <input type="color" value={colours.band} onInput={(event) => change({ colours: { ...colours, band: inputOf(event) } })} />
          </label>
          <label>
            {t.bandText}
            <input type="color" value={colours.text} onInput={(event) => change({ colours: { ...colours, text: inputOf(event) } })} />
          </label>
        </p>
      )}
    </Section>
  );
}

/** Whom customers turn to. */
export const SupportFields = () => (
  <Section title={t.support}>
    {(['phone', 'email', 'url', 'note'] as const).map((way) => (
      <label key={way}>
        {t[way]}
        <input
          value={draft.value?.support?.[way] ?? ''}
          maxLength={500}
          autocomplete="off"
          onChange={(event) => changeSupport(way, inputOf(event))}
        />
      </label>
    ))}
  </Section>
);

const STAGES = Object.entries(t.stages) as [Stage, string][];
const PARTS = Object.entries(t.parts) as [Part, string][];

/** Which part is shown at which stage. */
export const ShownWhen = () => (
  <Section title={t.shows}>
    <div class="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th />
            {PARTS.map(([part, name]) => (
              <th key={part} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {STAGES.map(([stage, words]) => (
            <tr key={stage}>
              <th scope="row">{words}</th>
              {PARTS.map(([part, name]) => (
                <td key={part}>
                  <input
                    type="checkbox"
                    aria-label={`${name}, ${words}`}
                    checked={draft.value?.shows[part].includes(stage) ?? false}
                    onChange={() => toggle(part, stage)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Section>
);
