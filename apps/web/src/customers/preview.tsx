import { useEffect, useRef, useState } from 'preact/hooks';
import { answerOf, api } from '../api/client';
import { Failure } from '../parts/problem';
import { Section } from '../parts/section';
import { texts } from '../texts';
import { draft, type Stage, type TrackingPage } from './draft';

const t = texts.customers;
const STYLE = /<style>(?<rules>.*?)<\/style>/s;
/** While the draft is typed, the preview waits for a pause. */
const PAUSE_MS = 250;

/** The page as the server makes it, in a tree of its own: its styles do not meet the console's. */
function show(host: HTMLElement, text: string, { logo }: TrackingPage): void {
  // The console's policy lets no style in that stands in a page; put in as a sheet it is one of the console's own.
  const made = new DOMParser().parseFromString(text.replace(STYLE, ''), 'text/html');
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const own = new CSSStyleSheet();
  own.replaceSync((STYLE.exec(text)?.groups?.rules ?? '').replace(':root:root', ':host'));
  root.adoptedStyleSheets = [own];
  // A logo that is not saved yet has no address.
  const picture = made.querySelector<HTMLImageElement>('.band img');
  if (picture && logo) picture.src = `data:image/png;base64,${logo}`;
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  sheet.append(...(made.querySelector('main')?.childNodes ?? []));
  root.replaceChildren(...made.querySelectorAll('link[rel=stylesheet]'), ...made.querySelectorAll('.band'), sheet);
}

/** How customers will see the draft: at a stage, in a language. */
export function Preview() {
  const host = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>('under-way');
  const [language, setLanguage] = useState<string>('en');
  const [problem, setProblem] = useState<string>();
  const page = draft.value;
  useEffect(() => {
    if (!page) return;
    const timer = setTimeout(async () => {
      try {
        const asked = { body: { page, stage }, headers: { 'accept-language': language }, parseAs: 'text' } as const;
        const text = await answerOf<unknown>(api.POST('/v1/tracking-page/preview', asked));
        if (host.current) show(host.current, String(text), page);
        setProblem(undefined);
      } catch (error) {
        setProblem((error as Error).message);
      }
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [page, stage, language]);
  return (
    <Section title={t.preview}>
      <p class="line">
        <label>
          {t.stage}
          <select value={stage} onChange={(event) => setStage((event.currentTarget as HTMLSelectElement).value as Stage)}>
            {Object.entries(t.stages).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t.language}
          <select value={language} onChange={(event) => setLanguage((event.currentTarget as HTMLSelectElement).value)}>
            {Object.entries(t.languages).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </p>
      <Failure why={problem} />
      <div class="preview" ref={host} />
    </Section>
  );
}
