import { ReadReq, ReadResp } from '@eventstore/db-client/generated/persistent_pb';
import type { UUID } from '@eventstore/db-client/generated/shared_pb';
import type { ServerDuplexStream, ServiceError } from '@grpc/grpc-js';
import { Consumer } from '../persistent/consumers';
import { groupKey } from '../persistent/definition';
import type { Group, NackAction } from '../persistent/group';
import type { PersistentSubscriptions } from '../persistent/persistent-subscriptions';
import { uuidFromBytes } from '../wire/uuid';
import { groupStream } from './persistent-requests';
import { asServiceError, groupFault, invalidArgument } from './rpc-error';

export type PersistentReadCall = ServerDuplexStream<ReadReq, Buffer>;

/** "Stop" has the event skipped; what the consumer does itself is its business. */
const ACTIONS: Readonly<Record<number, NackAction>> = {
  [ReadReq.Nack.Action.PARK]: 'park',
  [ReadReq.Nack.Action.SKIP]: 'skip',
  [ReadReq.Nack.Action.STOP]: 'skip',
};

let consumersSoFar = 0;

/** PersistentSubscriptions.Read: options first, then acknowledgements, for as long as the client takes part in the group. */
export function readPersistent(subscriptions: PersistentSubscriptions, call: PersistentReadCall): void {
  let session: Session | undefined;
  const leave = (): void => session?.leave();
  for (const event of ['cancelled', 'close', 'error'] as const) call.on(event, leave);
  call.on('end', () => {
    leave();
    if (!call.cancelled) call.end();
  });
  call.on('data', (message: ReadReq) => {
    try {
      const options = message.getOptions();
      if (options) session ??= join(subscriptions, call, options);
      else if (session) session.receive(message);
      else throw invalidArgument('The first message must hold the options.');
    } catch (error) {
      call.emit('error', asServiceError(error));
    }
  });
}

class Session {
  constructor(
    private readonly group: Group,
    private readonly consumer: Consumer,
  ) {}

  receive(message: ReadReq): void {
    const ack = message.getAck();
    const nack = message.getNack();
    if (ack) this.group.acknowledge(ack.getIdsList().map(idText));
    if (nack) this.group.refuse(nack.getIdsList().map(idText), ACTIONS[nack.getAction()] ?? 'retry', nack.getReason());
  }

  leave(): void {
    this.group.disconnect(this.consumer);
  }
}

function join(subscriptions: PersistentSubscriptions, call: PersistentReadCall, options: ReadReq.Options): Session {
  const stream = groupStream(options);
  const name = options.getGroupName();
  const group = subscriptions.group(stream, name);
  const { maxSubscriberCount } = group.definition.settings;
  if (maxSubscriberCount > 0 && group.consumers.all.length >= maxSubscriberCount) throw groupFault('tooMany', stream, name);
  call.write(confirmation(groupKey(stream, name)));
  consumersSoFar += 1;
  const connection = { name: String(call.metadata.get('connection-name')[0] ?? '<unknown>'), from: call.getPeer() };
  const send = (message: Buffer): void => void call.write(message);
  const consumer = new Consumer(consumersSoFar, connection, options.getBufferSize(), send, (error: ServiceError) =>
    call.emit('error', error),
  );
  group.connect(consumer);
  return new Session(group, consumer);
}

function idText(id: UUID): string {
  return uuidFromBytes(Buffer.from(id.serializeBinary()));
}

function confirmation(subscriptionId: string): Buffer {
  const message = new ReadResp.SubscriptionConfirmation();
  message.setSubscriptionId(subscriptionId);
  const response = new ReadResp();
  response.setSubscriptionConfirmation(message);
  return Buffer.from(response.serializeBinary());
}
