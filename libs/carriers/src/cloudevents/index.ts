export { uriReferenceFault } from './attribute-values';
export { type CloudEventContent, type CloudEventReading, type IncomingRequest, MAX_EVENT_BYTES, readContent } from './content-mode';
export { batchRoot, type CloudEventVerdict, judge } from './judge';
export type { CloudEventReason, CloudEventRefusal } from './refusal';
