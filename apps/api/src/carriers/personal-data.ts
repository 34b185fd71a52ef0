/** Members in which senders put what people are called, where they live, how they are reached, their signatures, and photos of a delivery. */
const PERSONAL_NAMES = [
  'signed_?by|received_?by|signatory|signature_?(?:name|image|url)?|recipient(?:_?name)?',
  '(?:customer|contact|person|first|last|full|family|given)_?name|e?mails?|email_?address|phones?|phone_?number|smses|sms',
  'street(?:_?lines?|_?address)?|street\\d|address_?(?:lines?|1|2|3)|addressLine\\d?',
  '(?:delivery_?|pod_?)?(?:photo|image|picture)s?(?:_?urls?)?|available_?images|pod(?:_?url)?|proof_?of_?delivery(?:_?url)?|document_?url',
].join('|');
/** None of these can be read in two ways, so that a hostile body takes no longer than others; a photo may be a text of some megabytes. */
const TEXT = '"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"';
const TEXTS = `\\[(?:\\s*${TEXT}\\s*(?:,|(?=\\])))*\\s*\\]`;
const PERSONAL_MEMBER = new RegExp(`("(?:${PERSONAL_NAMES})"\\s*:\\s*)(${TEXT}|${TEXTS})`, 'gi');
/** Members that hold a person as an object, such as the one who signed. An object of texts alone becomes an empty one. */
const PERSONAL_OBJECT = new RegExp(`("(?:signed|pod|sender|receiver)"\\s*:\\s*)\\{(?:[^{}"]|${TEXT})*\\}`, 'gi');

/** Segments that name people and where they live, in X12 and in EDIFACT. The carrier of `NAD+CA` is a company, and is read. */
const PERSONAL_SEGMENTS = 'N1|N2|N3|PER|G61|NAD(?!.CA)|COM|CTA';

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

/** How a text of segments says that a value goes on: characters up to the end of the segment, and those that are released from ending it. */
function segmentEnd(text: string): { readonly end: string; readonly release: string } {
  const usual = { end: "~\\n\\r'", release: '' };
  if (text.startsWith('ISA')) {
    const header = text.slice(0, 1_000).split(text[3] ?? '*', 17);
    const terminator = header.length < 17 ? undefined : header[16]?.[1];
    return terminator === undefined ? usual : { ...usual, end: literal(terminator) };
  }
  if (text.startsWith('UNA')) {
    const [release = '?', terminator = "'"] = [text[6], text[8]];
    return { end: literal(terminator), release: release === ' ' ? '' : literal(release) };
  }
  return text.startsWith('UNB') ? { end: "'", release: '\\?' } : usual;
}

function withoutPersonalSegments(text: string): string {
  const { end, release } = segmentEnd(text.replace(new RegExp(`^(?:${BYTE_ORDER_MARK})?\\s*`), ''));
  const released = release === '' ? '' : `${release}[^]|`;
  const segment = new RegExp(`(^|[${end}]\\s{0,8})(${PERSONAL_SEGMENTS})([^A-Za-z0-9\\s])(?:${released}[^${end}])*`, 'g');
  return text.replace(segment, '$1$2$3');
}

const withoutPersonalMembers = (text: string): string =>
  text
    .replace(PERSONAL_MEMBER, (_, name: string, value: string) => `${name}${value.startsWith('[') ? '[]' : '""'}`)
    .replace(PERSONAL_OBJECT, '$1{}');

/**
 * The body of a push without personal data; no format is read with what is left out. The structure stays, so that what points into it is right.
 * Every byte is taken for a character of its own (ISO 8859-1): what is looked for is ASCII, and in whatever encoding the rest is, it comes
 * out byte for byte as it came. UTF-16 is read by no format, and stays as it is.
 */
export function withoutPersonalData(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString('latin1');
  const isJson = new RegExp(`^(?:${BYTE_ORDER_MARK})?\\s*[{[]`).test(text.slice(0, 100));
  const cleaned = isJson ? withoutPersonalMembers(text) : withoutPersonalSegments(text);
  return cleaned === text ? body : Buffer.from(cleaned, 'latin1');
}
