import { texts } from '../texts';

/** `OUT_FOR_DELIVERY` → `Out for delivery`. */
export const words = (name: string): string => {
  const lower = name.replaceAll(/[_-]/g, ' ').toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
};

export const Status = ({ status, phase }: { readonly status: string; readonly phase: string }) => (
  <span class={`badge phase-${phase}`}>{words(status)}</span>
);

export const exceptionName = (type: string): string => texts.exception.types[type] ?? words(type);

export const ExceptionBadge = ({ type }: { readonly type: string }) => <span class={`badge exception-${type}`}>{exceptionName(type)}</span>;
