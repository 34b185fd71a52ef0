import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { TrackingPageRule } from '@waybill/events';
import { WEB_FOLDER } from '../../console/console';
import { type Html, html } from './html';
import type { Speech } from './languages';

/** A page as it is sent: its bytes, and what it may load. */
export interface SentPage {
  readonly text: string;
  readonly policy: string;
}

/** The frame of the page as the build made it, which names its style and script. Without a built console the page is bare. */
const FRAME = ((): string => {
  const bare =
    '<!doctype html><html lang="{{lang}}" dir="{{dir}}"><head><meta charset="utf-8"><!--head--></head><body><!--body--></body></html>';
  const file = WEB_FOLDER && path.join(WEB_FOLDER, 'track.html');
  return file && fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : bare;
})();

/** Colours of the deployment. They are checked to be colours, and the policy lets in exactly this text. */
const styleOf = ({ colours }: TrackingPageRule): string | undefined =>
  colours && `:root:root{--band:${colours.band};--on-band:${colours.text}}`;

const policyOf = (style: string | undefined): string => {
  const own = style === undefined ? '' : ` 'sha256-${hash('sha256', style, 'base64')}'`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${own}`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
};

/** Address of the logo. It names the content, so that it can be kept for ever. */
export const logoDigest = (logo: string): string => hash('sha256', logo, 'base64url').slice(0, 22);

function band({ brand, logo }: TrackingPageRule): Html | undefined {
  if (logo)
    return html`<header class="band"><div><img src="/v1/tracking-page/logo/${logoDigest(logo)}" alt="${brand ?? ''}"></div></header>`;
  return brand ? html`<header class="band"><div><p dir="auto">${brand}</p></div></header>` : undefined;
}

/** The whole document around what a page shows. */
export function documentOf(main: Html, title: string, rule: TrackingPageRule, { locale, texts }: Speech): SentPage {
  const style = styleOf(rule);
  // The style is made of checked colours alone; escaping would change the text that the policy names.
  const head = `${html`<title>${title}</title>`}${style === undefined ? '' : `<style>${style}</style>`}`;
  const parts: Readonly<Record<string, string>> = {
    '{{lang}}': locale,
    '{{dir}}': texts.direction,
    '<!--head-->': head,
    '<!--body-->': String(html`${band(rule)}${main}`),
  };
  const text = FRAME.replace(/\{\{lang\}\}|\{\{dir\}\}|<!--head-->|<!--body-->/g, (place) => parts[place] as string);
  return { text, policy: policyOf(style) };
}
