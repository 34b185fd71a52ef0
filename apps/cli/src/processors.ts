import { ask } from './operator';

/** One partition of a processor, as GET /v1/processors lists it. */
interface Listed {
  readonly processor: string;
  readonly kind: 'projection' | 'reactor';
  readonly state: string;
  readonly owner: string | null;
}

/** A processor as the running projectors tell of it. */
export interface ListedProcessor {
  readonly name: string;
  readonly kind: 'projection' | 'reactor';
  /** Some projector has it. */
  readonly isRun: boolean;
  /** It refuses to go on, because the event store is another one or an older copy. */
  readonly isHalted: boolean;
}

/** Every processor of the deployment, in the order of their names. */
export async function processors(): Promise<ListedProcessor[]> {
  const { items } = await ask<{ items: readonly Listed[] }>('GET', '/v1/processors');
  const names = new Map(items.map(({ processor, kind }) => [processor, kind]));
  return [...names].map(([name, kind]) => {
    const partitions = items.filter(({ processor }) => processor === name);
    return {
      name,
      kind,
      isRun: partitions.some(({ owner }) => owner !== null),
      isHalted: partitions.some(({ state }) => state === 'halted'),
    };
  });
}
