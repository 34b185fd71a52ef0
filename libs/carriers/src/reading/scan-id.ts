import { canonicalJson, derivedId } from '@waybill/events';
import type { ReportFormat } from '../format-names';

/** The id of a scan, made of what tells it from every other scan of its sender. The parts are kept apart, whatever is in them. */
export const scanId = (format: ReportFormat, ...parts: readonly (string | number | undefined)[]): string =>
  derivedId('scan', format, canonicalJson(parts.map((part) => part ?? null)));
