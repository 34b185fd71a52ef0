import { createHash } from 'node:crypto';
import { ddlOf, READ_MODELS } from '@waybill/read-model';
import { projections } from '.';

/**
 * The tables that each version of a projection has. When this fails, the tables are others than those of that version: raise the version
 * beside them, so that they are made anew, and write down here what it then has.
 */
const TABLES_OF: Readonly<Record<string, string>> = {
  shipments: '5 d2909738b394',
  identifiers: '3 c00f78a801cb',
  exceptions: '4 4389d75e485c',
  geofences: '2 6584d86785b8',
  predictions: '1 478a43c6dafd',
  sites: '2 998f594d77ff',
};

describe('the tables of a projection', () => {
  it.each(projections)('$name are those of its version', ({ name, version, tables }) => {
    const digest = createHash('sha256').update(ddlOf('s', tables).join('\n')).digest('hex').slice(0, 12);
    expect({ [name]: `${version} ${digest}` }).toEqual({ [name]: TABLES_OF[name] });
  });
});

it('every read model has its projection in the list', () => {
  expect(projections.map(({ name }) => name).sort()).toEqual([...READ_MODELS].sort());
});
