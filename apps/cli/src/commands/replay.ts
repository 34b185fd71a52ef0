import type { Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { comparisonLines, runBuild } from '../build';
import { processors } from '../processors';
import { Refusal } from '../refusal';

interface Options {
  readonly until?: string;
  readonly all?: true;
}

async function replayOne(processor: string, until: string | undefined, terminal: Terminal): Promise<void> {
  const build = await runBuild(processor, until === undefined ? {} : { until }, terminal);
  if (build.note) terminal.say(build.note);
  if (build.comparison) for (const line of comparisonLines(build.comparison)) terminal.say(line);
  if (until === undefined) terminal.say(`${processor} v${build.version} is live.`);
  else terminal.say(`Its tables are in the schema ${build.schema}, as of position ${build.untilPosition}.`);
}

/** Every read model, and every reactor that has halted: a healthy one goes on from where it stands. */
async function replayAll(terminal: Terminal): Promise<void> {
  for (const { name, kind, isRun, isHalted } of await processors()) {
    if (kind === 'reactor' && !isHalted) continue;
    if (isRun) await replayOne(name, undefined, terminal);
    else terminal.say(`${name}: no projector runs it.`);
  }
}

/** `replay`: builds read models anew beside the live ones and switches to them. */
export function replay(terminal: Terminal): Command {
  return new Command('replay')
    .description('build a read model anew from the log, beside the live one, and switch to it; Ctrl-C cancels')
    .argument('[processor]', 'its name, as GET /v1/processors lists it')
    .option('--all', 'all of them, and reactors that have halted: what to do when the event store is an older copy')
    .option('--until <time>', 'build what had been appended by this time (RFC 3339) into a schema of its own; nothing is switched')
    .action(async (processor: string | undefined, { until, all }: Options) => {
      if ((processor === undefined) !== (all === true)) throw new Refusal('Name one processor, or give --all.');
      if (processor === undefined) await replayAll(terminal);
      else await replayOne(processor, until, terminal);
    });
}
