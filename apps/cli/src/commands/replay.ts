import type { Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { comparisonLines, runBuild } from '../build';

/** `replay`: builds a read model anew beside the live one and switches to it. */
export function replay(terminal: Terminal): Command {
  return new Command('replay')
    .description('build a read model anew from the log, beside the live one, and switch to it; Ctrl-C cancels')
    .argument('<processor>', 'its name, as GET /v1/processors lists it')
    .option('--until <time>', 'build what had been appended by this time (RFC 3339) into a schema of its own; nothing is switched')
    .action(async (processor: string, { until }: { until?: string }) => {
      const build = await runBuild(processor, until === undefined ? {} : { until }, terminal);
      if (build.note) terminal.say(build.note);
      if (build.comparison) for (const line of comparisonLines(build.comparison)) terminal.say(line);
      if (until === undefined) terminal.say(`${processor} v${build.version} is live.`);
      else terminal.say(`Its tables are in the schema ${build.schema}, as of position ${build.untilPosition}.`);
    });
}
