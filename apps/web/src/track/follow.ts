/**
 * The customer's page comes whole from the server and is read without this. This keeps it as it is now: it is told by the stream that something
 * changed, or asks again and again where streams do not get through, and then takes the page over as the server makes it.
 */
const EVERY_MS = 15_000;
/** A stream that was refused is tried again after so many questions. */
const TRY_AGAIN_AFTER = 20;

const STYLE = /<style>.*?<\/style>/s;

let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;

/** How long the server wants to be left alone, in milliseconds. */
function patienceOf(answer: Response): number {
  const seconds = /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1] ?? answer.headers.get('retry-after');
  return Math.max(EVERY_MS, Number(seconds ?? 0) * 1_000);
}

/** Takes the page over from the server; the browser's own cache sends the ETag. @returns how long to wait with the next question */
async function refresh(): Promise<number> {
  try {
    const answer = await fetch(location.href, { cache: 'no-cache', headers: { accept: 'text/html' } });
    if (answer.ok || answer.status === 404) show(await answer.text());
    return patienceOf(answer);
  } catch {
    return EVERY_MS;
  }
}

/** Only what a reader sees is exchanged, and only when it is another: nothing jumps, and a screen reader is not interrupted. */
function show(text: string): void {
  // The policy of this page lets in the style that it came with; a parser would have it applied.
  const next = new DOMParser().parseFromString(text.replace(STYLE, ''), 'text/html');
  document.title = next.title;
  const [now, then] = [document.querySelector('main'), next.querySelector('main')];
  if (now && then && now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
}

function poll(): void {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const patience = document.hidden ? EVERY_MS : await refresh();
    asked += 1;
    if (asked % TRY_AGAIN_AFTER === 0) follow();
    else timer = setTimeout(poll, patience - EVERY_MS);
  }, EVERY_MS);
}

function follow(): void {
  const stream = new EventSource(`/v1${location.pathname}/stream`);
  stream.addEventListener('open', () => {
    clearTimeout(timer);
    document.documentElement.dataset.following = 'stream';
  });
  stream.addEventListener('page', () => void refresh());
  // The link was revoked, or the shipment erased: the page says so, and there is nothing more to hear.
  stream.addEventListener('gone', () => {
    stream.close();
    void refresh();
  });
  stream.addEventListener('error', () => {
    document.documentElement.dataset.following = 'asking';
    if (stream.readyState === EventSource.CLOSED) poll();
  });
}

const isThere = document.querySelector('main')?.hasAttribute('data-shipment');
if (isThere) follow();
