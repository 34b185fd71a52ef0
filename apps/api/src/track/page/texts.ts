import type { Milestone, ShipmentStatus } from '@waybill/events';

/** What a scan can say that customers are told. */
export type ShownMilestone = Exclude<Milestone, 'CARRIER_NOTE' | 'ETA_UPDATED' | 'UNKNOWN'>;

/**
 * Every text of the customer's page in one language. `day` is a word such as "today", or what `onDay` makes of a date; times and dates come in
 * the language's own form.
 */
export interface PageTexts {
  readonly direction: 'ltr' | 'rtl';
  /** Of the browser's window. */
  readonly title: string;
  readonly status: Readonly<Record<ShipmentStatus, string>>;
  readonly onDay: (date: string) => string;
  readonly arrives: {
    readonly between: (day: string, from: string, to: string) => string;
    readonly around: (day: string, time: string) => string;
    readonly during: (day: string) => string;
    /** A window over midnight: both ends with their days. */
    readonly fromTo: (from: string, to: string) => string;
    /** The window has passed. */
    readonly overdue: string;
  };
  readonly deliveredAt: (day: string, time: string) => string;
  readonly history: {
    readonly heading: string;
    readonly none: string;
    readonly earlier: (count: number) => string;
  };
  readonly milestone: Readonly<Record<ShownMilestone, string>>;
  readonly map: {
    readonly label: string;
    readonly caption: (day: string, time: string) => string;
  };
  readonly help: {
    readonly heading: string;
    readonly underWay: string;
    readonly waiting: string;
    readonly delivered: string;
    readonly over: string;
    /** Where no support contact is given. */
    readonly askSender: string;
  };
  /** The link leads to nothing, or to nothing any more. */
  readonly missing: { readonly heading: string; readonly advice: string };
  /** It cannot be answered now. */
  readonly later: { readonly heading: string; readonly advice: string };
}
