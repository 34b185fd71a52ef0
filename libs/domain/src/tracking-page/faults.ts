import type { TrackingPageRule } from '@waybill/events';

/** WCAG 2.2, 1.4.3: of text and what it stands on. */
export const LEAST_CONTRAST = 4.5;

/** WCAG 2.2: relative luminance of a colour `#rrggbb`, from 0 (black) to 1 (white). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2: how well two colours can be told apart, from 1 (not at all) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Beginnings of pictures in Base64, and what they are. A drawing (SVG) can hold scripts and is none of them. */
const PICTURES = [
  { type: 'image/png', begins: /^iVBORw0KGg/ },
  { type: 'image/jpeg', begins: /^\/9j\// },
  { type: 'image/webp', begins: /^UklGR.{6}XRUJQ/ },
] as const;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Media type of a picture in Base64; undefined when it is none that browsers show. */
export const pictureType = (base64: string): string | undefined =>
  BASE64.test(base64) && base64.length % 4 === 0 ? PICTURES.find(({ begins }) => begins.test(base64))?.type : undefined;

/** Something that is wrong with a rule beyond its shape, and where. */
export interface PageFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Everything that is wrong with a rule beyond the shape of its parts. */
export function trackingPageFaults({ colours, logo }: Pick<TrackingPageRule, 'colours' | 'logo'>): PageFault[] {
  const faults: PageFault[] = [];
  if (logo !== undefined && pictureType(logo) === undefined)
    faults.push({ path: ['logo'], message: 'must be a PNG, JPEG or WebP picture in Base64' });
  const ratio = colours && contrast(colours.band, colours.text);
  if (ratio !== undefined && ratio < LEAST_CONTRAST) {
    const told = Math.floor(ratio * 10) / 10;
    faults.push({ path: ['colours'], message: `must have a contrast of at least ${LEAST_CONTRAST}, not ${told}` });
  }
  return faults;
}
