import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Cursors, type Page, type PageRequest, pageOf, pageSize, type View } from '@waybill/read-model';
import { KeyRing, type KnownKey } from '../access/key-ring';
import type { apiKey } from './api-keys.schemas';

/** A key as it is shown: who may use it for what, never the key itself. */
export type ListedKey = View<typeof apiKey>;

/** API keys that were made and not revoked, oldest first. */
export class ListApiKeys extends Query<Page<ListedKey>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

const BY_AGE = new Cursors('api-keys', ['text', 'text']);
type Age = readonly [createdAt: string, keyId: string];
const ageOf = ({ createdAt, keyId }: KnownKey): Age => [createdAt ?? '', keyId];
const isAfter = ([at, id]: Age, [otherAt, otherId]: Age): boolean => (at === otherAt ? id > otherId : at > otherAt);

const viewOf = ({ keyId, name, role, sourcePrefix, createdAt }: KnownKey): ListedKey => ({
  id: keyId,
  name,
  role,
  sourcePrefix: sourcePrefix ?? null,
  createdAt,
});

/** Answers from memory: the keys that this process lets in. */
@QueryHandler(ListApiKeys)
export class ListApiKeysHandler implements IQueryHandler<ListApiKeys> {
  constructor(private readonly keys: KeyRing) {}

  async execute({ page }: ListApiKeys): Promise<Page<ListedKey>> {
    const after = BY_AGE.decode(page.cursor);
    const keys = [...this.keys.list()].sort((a, b) => (isAfter(ageOf(a), ageOf(b)) ? 1 : -1));
    const rest = after ? keys.filter((key) => isAfter(ageOf(key), after)) : keys;
    return pageOf(rest, pageSize(page.limit), viewOf, (key) => BY_AGE.encode(...ageOf(key)));
  }
}
