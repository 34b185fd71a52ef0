import { StoreUnavailable } from '@waybill/event-store';
import { WriteConflict } from '@waybill/streams';
import { Patience } from './failures';

const failing = (error: Error) => () => Promise.reject(error);
const conflict = failing(new WriteConflict('others write'));

describe("a reactor's patience", () => {
  it('lets a conflict pass a few times, and takes one that lasts for poison, until what it was in is behind it', async () => {
    const patience = new Patience();
    for (let n = 1; n < 5; n += 1) await expect(patience.unlessPassing(conflict)).rejects.toThrow('others write');
    expect(await patience.unlessPassing(conflict)).toMatchObject({ error: { message: 'others write' } });
    expect(await patience.unlessPassing(async () => {})).toBeUndefined();
    expect(await patience.unlessPassing(conflict)).toBeDefined();
    patience.renew();
    await expect(patience.unlessPassing(conflict)).rejects.toThrow('others write');
  });

  it('is without end for a store that is away', async () => {
    const patience = new Patience();
    const away = failing(new StoreUnavailable('away'));
    for (let n = 0; n < 20; n += 1) await expect(patience.unlessPassing(away)).rejects.toThrow('away');
  });
});
