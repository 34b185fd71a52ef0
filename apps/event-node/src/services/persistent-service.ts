import {
  type CreateReq,
  CreateResp,
  type DeleteReq,
  DeleteResp,
  type GetInfoReq,
  GetInfoResp,
  type ListReq,
  ListResp,
  type ReplayParkedReq,
  ReplayParkedResp,
  type UpdateReq,
  UpdateResp,
} from '@eventstore/db-client/generated/persistent_pb';
import { Empty } from '@eventstore/db-client/generated/shared_pb';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { ALL } from '../persistent/definition';
import type { PersistentSubscriptions } from '../persistent/persistent-subscriptions';
import { subscriptionInfo } from './persistent-info';
import { groupDefinition, groupStream } from './persistent-requests';
import { streamName } from './requests';
import { asServiceError, invalidArgument } from './rpc-error';

/** The unary calls of PersistentSubscriptions. */
export function persistentHandlers(subscriptions: PersistentSubscriptions) {
  return {
    create: answering(async (options: CreateReq.Options) => {
      await subscriptions.create(groupDefinition(options));
      return new CreateResp();
    }),
    update: answering(async (options: UpdateReq.Options) => {
      await subscriptions.update(groupDefinition(options));
      return new UpdateResp();
    }),
    delete: answering(async (options: DeleteReq.Options) => {
      await subscriptions.delete(groupStream(options), options.getGroupName());
      return new DeleteResp();
    }),
    getInfo: answering(async (options: GetInfoReq.Options) => {
      const response = new GetInfoResp();
      response.setSubscriptionInfo(subscriptionInfo(subscriptions.group(groupStream(options), options.getGroupName())));
      return response;
    }),
    list: answering(async (options: ListReq.Options) => {
      const response = new ListResp();
      response.setSubscriptionsList(subscriptions.list(listedStream(options)).map(subscriptionInfo));
      return response;
    }),
    replayParked: answering(async (options: ReplayParkedReq.Options) => {
      const group = subscriptions.group(groupStream(options), options.getGroupName());
      group.replayParked(options.hasStopAt() ? Number(options.getStopAt()) : undefined);
      return new ReplayParkedResp();
    }),
    restartSubsystem: ((_call, callback) => {
      subscriptions.restart();
      callback(null, new Empty());
    }) as handleUnaryCall<Empty, Empty>,
  };
}

function listedStream(options: ListReq.Options): string | undefined {
  const wanted = options.getListForStream();
  if (!wanted) return undefined;
  return wanted.hasAll() ? ALL : streamName(wanted.getStream());
}

/** Every request of this service is an envelope around its options. */
function answering<Options, Response>(
  answer: (options: Options) => Promise<Response>,
): handleUnaryCall<{ getOptions(): Options | undefined }, Response> {
  return (call, callback) => {
    const options = call.request.getOptions();
    const answered = options ? answer(options) : Promise.reject(invalidArgument('The request has no options.'));
    answered.then(
      (response) => callback(null, response),
      (error: unknown) => callback(asServiceError(error)),
    );
  };
}
