import path from 'node:path';
import { loadConfig, type Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { bytes } from '../progress';
import { Refusal } from '../refusal';
import { checkDirectory, type StoreReport } from '../store-tool';

const count = (value: number) => value.toLocaleString('en');

/** What a check found, for people. */
export function reportLines({ damage, damages, ...store }: StoreReport): readonly string[] {
  const size = `${bytes(store.bytes)} with ${count(store.events)} events, streams: ${count(store.streams)}, segments: ${count(store.segments)}`;
  const told = damage.map(({ file, offset, finding }) => `${file}: ${finding} (byte ${offset})`);
  const more = damages > damage.length ? [`… and ${count(damages - damage.length)} more`] : [];
  const unfinished =
    store.unfinishedBytes > 0
      ? [`${bytes(store.unfinishedBytes)} at its end belong to a write that was never acknowledged; the next start cuts them.`]
      : [];
  return [
    ...told,
    ...more,
    ...unfinished,
    damages === 0 ? `Whole: ${size}.` : `Damaged in ${count(damages)} places: ${size} could be read.`,
  ];
}

/** `check:store`: reads the whole event store of a stopped Waybill and names every piece of damage. */
export function checkStore(terminal: Terminal): Command {
  return new Command('check:store')
    .description('read the whole embedded event store of a stopped Waybill and name every piece of damage')
    .argument('[folder]', 'directory of an event store (default: the one under DATA_DIR)')
    .action(async (folder?: string) => {
      const report = await checkDirectory(path.resolve(folder ?? path.join(loadConfig().dataDir, 'events')), terminal);
      for (const line of reportLines(report)) terminal.say(line);
      if (report.damages > 0)
        throw new Refusal('Restore the data folder from a backup; the event node will not guess which events to drop.');
    });
}
