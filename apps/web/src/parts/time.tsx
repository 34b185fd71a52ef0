import { now } from './clock';
import { ago, localTime, utcTime } from './times';

/** A time in the viewer's zone, with UTC on hover. */
export const Time = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={utcTime(at)}>
    {localTime(at)}
  </time>
);

/** How long ago, kept up to date, with the time itself on hover. */
export const Ago = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={`${localTime(at)} · ${utcTime(at)}`}>
    {ago(Date.parse(at), now.value)}
  </time>
);
