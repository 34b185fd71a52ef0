import type { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { type CallOptions, type Channel, type Client, type ClientReadableStream, connectivityState, type Metadata } from '@grpc/grpc-js';
import { abandonConnections } from './abandoned-connections';
import { clientOf, parseAddress, type StoreAddress } from './address';
import type { AppendStream } from './append/call';
import { decodeReply } from './append/reply';
import { StoreUnavailable } from './errors';
import { askForPlainAnswers } from './plain-answers';
import { decodeReadReply, type ReadReply } from './read/reply';
import { encodeReadRequest, type ReadRequest } from './read/request';

/**
 * What the client keeps to itself, and we need: it finds the node (discovery, leader changes, credentials), and drops a channel that
 * broke. Pinned to the client's exact version.
 */
interface ClientInside {
  GRPCStreamCreator<T>(type: typeof StreamsClient, name: string, create: (client: Client) => T | Promise<T>): () => Promise<T>;
  callArguments(options: object, callOptions: CallOptions): [Metadata, CallOptions];
  createChannel(): Promise<Channel>;
}

abandonConnections();
askForPlainAnswers();

/** Answers of one read or subscription. */
export type ReadStream = ClientReadableStream<ReadReply>;

const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * Resolves when a channel is connected, or is known not to be. What is written to a call before that waits inside of it, and later nothing
 * tells whether it has left this process.
 */
function attempted(channel: ReturnType<Client['getChannel']>): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const state = channel.getConnectivityState(true);
      const isAttempting = state === connectivityState.IDLE || state === connectivityState.CONNECTING;
      if (isAttempting) channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
      else resolve();
    };
    look();
  });
}

/** A client of one store, with what it lacks: calls whose messages are written and read by hand, and an end that lets its sockets go. */
export class Connection {
  private channel: Channel | undefined;
  private readonly inside: ClientInside;
  private readonly closing = new AbortController();

  private constructor(
    private readonly underlying: EventStoreDBClient,
    readonly address: StoreAddress,
  ) {
    this.inside = underlying as unknown as ClientInside;
    this.rememberChannels();
  }

  static to(address: string): Connection {
    return new Connection(clientOf(address), parseAddress(address));
  }

  /** Aborted when this connection is closed. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** Opens a BatchAppend call on the client's channel, once that is connected; when it cannot be, the call fails at once. */
  openAppendCall(): Promise<AppendStream> {
    const { path } = StreamsService.batchAppend;
    return this.open('batchAppend', async (client, metadata, options) => {
      await attempted(client.getChannel());
      return client.makeBidiStreamRequest(path, asIs, decodeReply, metadata, options);
    });
  }

  /** Opens a Read call on the client's channel. Rejects with StoreUnavailable once closed: the client would quietly open a new connection. */
  async openRead(request: ReadRequest): Promise<ReadStream> {
    if (this.closed.aborted) throw new StoreUnavailable('the event log is closed');
    const { path } = StreamsService.read;
    const bytes = encodeReadRequest(request);
    return this.open('read', (client, metadata, options) =>
      client.makeServerStreamRequest(path, asIs, decodeReadReply, bytes, metadata, options),
    );
  }

  announceEnd(): void {
    this.closing.abort();
  }

  /** Ends every call that is still open, then the channel, which the client never does: grpc-js closes its idle sockets some seconds later. */
  async close(): Promise<void> {
    this.announceEnd();
    await this.underlying.dispose();
    this.channel?.close();
  }

  private open<T>(name: string, call: (client: Client, metadata: Metadata, options: CallOptions) => T | Promise<T>): Promise<T> {
    const [metadata, options] = this.inside.callArguments({}, { deadline: Number.POSITIVE_INFINITY });
    return this.inside.GRPCStreamCreator(StreamsClient, name, (client) => call(client, metadata, options))();
  }

  private rememberChannels(): void {
    const create = this.inside.createChannel;
    this.inside.createChannel = async () => {
      this.channel = await create();
      return this.channel;
    };
  }
}
