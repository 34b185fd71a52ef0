import type { Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { comparisonLines, runBuild } from '../build';
import { processors } from '../processors';
import { Refusal } from '../refusal';

const projections = async (): Promise<string[]> => (await processors()).filter(({ kind }) => kind === 'projection').map(({ name }) => name);

/** `verify`: rebuilds read models in the background and compares them with the live ones. */
export function verify(terminal: Terminal): Command {
  return new Command('verify')
    .description('rebuild read models in the background and compare them with the live ones, row by row')
    .argument('[processor]', 'one of them (default: all)')
    .action(async (processor?: string) => {
      const differing: string[] = [];
      for (const name of processor === undefined ? await projections() : [processor]) {
        const { comparison } = await runBuild(name, { purpose: 'verify' }, terminal);
        if (!comparison?.equal) differing.push(name);
        if (comparison) for (const line of comparisonLines(comparison)) terminal.say(line);
      }
      if (differing.length > 0)
        throw new Refusal(`${differing.join(', ')}: not what the log says. npm run replay -- <processor> puts it right.`);
    });
}
