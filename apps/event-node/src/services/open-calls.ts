import type { ServiceError } from '@grpc/grpc-js';
import { shuttingDown } from './rpc-error';

/** A call that stays open until one side ends it. */
interface EndlessCall {
  once(event: 'close' | 'cancelled' | 'finish', listener: () => void): unknown;
  emit(event: 'error', error: ServiceError): boolean;
}

/** Calls that a shutdown has to end: clients take CANCELLED as "reconnect", a cut connection as a failure. */
export class OpenCalls {
  private readonly calls = new Set<EndlessCall>();

  add(call: EndlessCall): void {
    this.calls.add(call);
    const forget = (): void => void this.calls.delete(call);
    call.once('close', forget);
    call.once('cancelled', forget);
    call.once('finish', forget);
  }

  /** Ends all of them as a server does that shuts down in good order. */
  cancelAll(): void {
    for (const call of [...this.calls]) call.emit('error', shuttingDown());
    this.calls.clear();
  }
}
