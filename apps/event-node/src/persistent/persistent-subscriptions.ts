import type { ServiceError } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import { groupFailed, groupFault, shuttingDown, unavailable } from '../services/rpc-error';
import { loadDefinitions, saveDefinitions } from './configuration';
import { ALL, type GroupDefinition, groupKey } from './definition';
import { type Clocks, Group } from './group';
import { deleteSystemStream } from './system-writes';

const TICK_MS = 1000;

/** All groups of the node. A change is answered once it is in the configuration stream, from which a later start takes it. */
export class PersistentSubscriptions {
  private readonly groups = new Map<string, Group>();
  private readonly timer: NodeJS.Timeout;
  private changes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly clocks: Clocks,
  ) {
    this.open();
    this.timer = setInterval(() => {
      for (const group of this.groups.values()) group.tick();
    }, TICK_MS).unref();
  }

  /** Throws persistent-subscription-does-not-exist. */
  group(stream: string, group: string): Group {
    const found = this.groups.get(groupKey(stream, group));
    if (!found) throw groupFault('none', stream, group);
    return found;
  }

  /** Every group, or those of a stream; a stream without any throws. */
  list(stream?: string): readonly Group[] {
    const all = [...this.groups.values()];
    if (stream === undefined) return all;
    const ofStream = all.filter(({ definition }) => definition.stream === stream);
    if (ofStream.length === 0) throw groupFault('none', stream, '');
    return ofStream;
  }

  create(definition: GroupDefinition): Promise<void> {
    return this.inTurn(async () => {
      const { stream, group } = definition;
      if (this.groups.has(groupKey(stream, group))) throw groupFault('exists', stream, group);
      this.check(definition);
      await this.save([...this.definitions(), definition]);
      this.start(definition);
    });
  }

  /** Consumers have to come again. The filter stays as it was made, and so does the checkpoint. */
  update(definition: GroupDefinition): Promise<void> {
    return this.inTurn(async () => {
      const { stream, group } = definition;
      const old = this.group(stream, group);
      const updated = { ...definition, filter: old.definition.filter };
      this.check(updated);
      await this.save(this.definitions().map((other) => (other === old.definition ? updated : other)));
      old.close(groupFault('dropped', stream, group));
      this.start(updated);
    });
  }

  delete(stream: string, group: string): Promise<void> {
    return this.inTurn(async () => {
      const doomed = this.group(stream, group);
      await this.save(this.definitions().filter((other) => other !== doomed.definition));
      this.groups.delete(groupKey(stream, group));
      doomed.close(groupFault('dropped', stream, group));
      for (const own of [doomed.checkpoint.stream, doomed.parked.stream]) await deleteSystemStream(this.store, own);
    });
  }

  /** Drops all consumers and begins again from what is durable. */
  restart(): void {
    this.closeAll(({ stream, group }) => groupFault('dropped', stream, group));
    this.open();
  }

  stop(): void {
    clearInterval(this.timer);
    this.closeAll(shuttingDown);
  }

  /** Each change is made to the list that the one before it left. */
  private inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.changes.then(change);
    this.changes = turn.catch(() => undefined);
    return turn;
  }

  private open(): void {
    for (const definition of loadDefinitions(this.store)) this.start(definition);
  }

  private start(definition: GroupDefinition): void {
    this.groups.set(groupKey(definition.stream, definition.group), new Group(this.store, definition, this.clocks));
  }

  private closeAll(reason: (definition: GroupDefinition) => ServiceError): void {
    for (const group of this.groups.values()) group.close(reason(group.definition));
    this.groups.clear();
  }

  private definitions(): GroupDefinition[] {
    return [...this.groups.values()].map(({ definition }) => definition);
  }

  private async save(definitions: readonly GroupDefinition[]): Promise<void> {
    if (await saveDefinitions(this.store, definitions, this.clocks.now())) return;
    throw unavailable('The list of persistent subscriptions cannot be written now.');
  }

  private check({ stream, group, settings, startFrom }: GroupDefinition): void {
    const { readBatchSize, historyBufferSize } = settings;
    if (readBatchSize >= historyBufferSize)
      throw groupFailed(stream, group, 'ReadBatchSize may not be greater than or equal to BufferSize');
    if (stream === ALL && startFrom.kind === 'at' && startFrom.place > this.store.reader.end)
      throw groupFailed(
        stream,
        group,
        'Invalid Start From position: commit position must be less than or equal to the last commit position.',
      );
  }
}
