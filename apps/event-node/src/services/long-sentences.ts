import { ResponderBuilder, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';

/** For tests only: sentences of errors go on as those of newer servers do, so that nothing may hang on a whole one. */
export const longSentences: ServerInterceptor = (_, call) =>
  new ServerInterceptingCall(
    call,
    new ResponderBuilder()
      .withSendStatus((status, next) => next(status.details ? { ...status, details: `${status.details} >> of a newer server` } : status))
      .build(),
  );
