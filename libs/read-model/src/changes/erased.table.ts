import { position, text } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** Rows of a read model that went with the stream that they told of. Nothing else is kept of them: a client that shows one learns that it is gone. */
export const ERASED = defineTable({
  name: 'erased',
  columns: {
    /** Id of the row that is gone. */
    id: text(),
    shipmentId: text(),
    /** Position of the erasure. */
    changed: position(),
  },
  key: ['id'],
  about: 'shipment_id',
  indexes: { erased_changed: '(changed)' },
});
export type ErasedRow = RowOf<typeof ERASED>;
