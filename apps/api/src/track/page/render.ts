import { stageOf } from '@waybill/domain';
import type { ShipmentStatus, TrackingPageRule } from '@waybill/events';
import { type Html, html } from './html';
import type { Speech } from './languages';
import { townOf, zoneOf } from './places';
import type { ShownMilestone } from './texts';
import { arrivalSentence, dayOf, NO_PLACE, type Now, shortTime, timeOfDay } from './times';
import { type CustomersView, windowOf } from './view';

/** So many lines fit onto one printed sheet, with long names of towns. */
const SHOWN_EVENTS = 25;

/** What the page is made from, beside the view itself. */
export interface Showing {
  readonly rule: TrackingPageRule;
  readonly speech: Speech;
  readonly now: Now;
  /** Draws the map around a place; none when there is no base map. */
  readonly map: (place: { readonly latitude: number; readonly longitude: number }) => Html | undefined;
}

/** The clock on which something is told: that of its country, else that of the place where it is expected. */
const clockOf = (country: string | null | undefined, instant: number, view: CustomersView): string =>
  zoneOf(country, instant as Now) ?? windowOf(view)?.zone ?? NO_PLACE;

function deliveredSentence(view: CustomersView, { speech, now }: Showing): string | undefined {
  if (view.deliveredAt === null) return undefined;
  const instant = Date.parse(view.deliveredAt);
  const zone = clockOf(view.milestones.findLast(({ milestone }) => milestone === 'DELIVERED')?.location?.country, instant, view);
  return speech.texts.deliveredAt(dayOf(instant, now, zone, speech), timeOfDay(instant, zone, speech));
}

function statusPart(view: CustomersView, showing: Showing): Html {
  const { speech, now } = showing;
  const window = windowOf(view);
  const sentence = window ? arrivalSentence(window, now, speech) : deliveredSentence(view, showing);
  return html`<section><h1>${speech.texts.status[view.status]}</h1>${sentence === undefined ? undefined : html`<p class="when">${sentence}</p>`}</section>`;
}

type Event = CustomersView['milestones'][number];
function eventLine({ milestone, time, location }: Event, view: CustomersView, { speech, now }: Showing): Html {
  const zone = clockOf(location?.country, Date.parse(time), view);
  const town = location ? html` <span dir="auto">${townOf(location, speech)}</span>` : undefined;
  const name = speech.texts.milestone[milestone as ShownMilestone];
  return html`<li><b>${name}</b>${town}<time datetime="${time}">${shortTime(time, zone, speech, now)}</time></li>`;
}

/** The newest first. */
function historyPart(view: CustomersView, showing: Showing): Html {
  const { history } = showing.speech.texts;
  const newest = view.milestones.slice(-SHOWN_EVENTS).reverse();
  const further = view.milestones.length - newest.length;
  const lines = newest.map((event) => eventLine(event, view, showing));
  const list = html`<ol class="events">${lines}</ol>`;
  const more = further > 0 ? html`<p class="quiet">${history.earlier(further)}</p>` : undefined;
  return html`<section><h2>${history.heading}</h2>${newest.length > 0 ? list : html`<p>${history.none}</p>`}${more}</section>`;
}

function mapPart(view: CustomersView, { speech, now, map }: Showing): Html | undefined {
  const place = view.liveLocation;
  const drawing = place && map(place);
  if (!place || !drawing) return undefined;
  const instant = Date.parse(place.time);
  const zone = clockOf(undefined, instant, view);
  const caption = speech.texts.map.caption(dayOf(instant, now, zone, speech), timeOfDay(instant, zone, speech));
  return html`<figure role="group" aria-label="${speech.texts.map.label}">${drawing}<figcaption>${caption}</figcaption></figure>`;
}

type Help = 'underWay' | 'waiting' | 'delivered' | 'over';
const SPECIAL_HELP: Partial<Record<ShipmentStatus, Help>> = {
  AVAILABLE_FOR_PICKUP: 'waiting',
  RETURNING: 'over',
  DELIVERED: 'delivered',
};
const helpOf = (status: ShipmentStatus): Help => SPECIAL_HELP[status] ?? (stageOf(status) === 'ended' ? 'over' : 'underWay');

/** The support contact, each way on a line of its own. */
function contactPart({ support = {} }: TrackingPageRule, { texts }: Speech): Html {
  const { note, email, phone, url } = support;
  const ways = [
    phone && html`<li><a href="tel:${phone.replace(/[^+\d]/g, '')}" dir="ltr">${phone}</a></li>`,
    email && html`<li><a href="mailto:${email}" dir="ltr">${email}</a></li>`,
    url && html`<li><a href="${url}" rel="noreferrer noopener" dir="ltr">${url.replace(/^https:\/\//, '')}</a></li>`,
    note && html`<li dir="auto">${note}</li>`,
  ].filter((way) => way !== undefined && way !== '');
  return ways.length > 0 ? html`<ul class="contact">${ways}</ul>` : html`<p>${texts.help.askSender}</p>`;
}

/** What stands in the page's `main`. */
export const shipmentPage = (view: CustomersView, showing: Showing): Html => {
  const { help } = showing.speech.texts;
  return html`<main class="sheet" data-shipment>${statusPart(view, showing)}${historyPart(view, showing)}${mapPart(view, showing)}<section><h2>${help.heading}</h2><p>${help[helpOf(view.status)]}</p>${contactPart(showing.rule, showing.speech)}</section></main>`;
};

/** A page that has no shipment to show: the link is wrong, or it cannot be answered now. */
export const noticePage = (notice: 'missing' | 'later', { rule, speech }: Pick<Showing, 'rule' | 'speech'>): Html => {
  const { heading, advice } = speech.texts[notice];
  return html`<main class="sheet"><section><h1>${heading}</h1><p>${advice}</p></section>${notice === 'missing' && rule.support ? html`<section>${contactPart(rule, speech)}</section>` : undefined}</main>`;
};
