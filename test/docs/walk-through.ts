import { spawn } from 'node:child_process';

/** A fenced block of a Markdown page. */
export type Block = { readonly language: string; readonly text: string };

/** The fenced blocks between two headings, in order. */
export function blocksBetween(page: string, from: string, to: string): readonly Block[] {
  const section = page.slice(page.indexOf(`\n${from}\n`), page.indexOf(`\n${to}\n`));
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }));
}

/** A shell block, what it wrote, and the sample answer that the page shows below it. */
export type Ran = { readonly text: string; readonly output: string; readonly sample?: Block };

const CUT = '--8<-- end of block';

/** Pastes all shell blocks into one bash, as a reader would. */
export async function paste(blocks: readonly Block[], env: NodeJS.ProcessEnv, cwd: string): Promise<readonly Ran[]> {
  const commands = blocks.filter(({ language }) => language === 'bash');
  const script = commands.map(({ text }) => `${text}\nprintf '\\n%s\\n' '${CUT}'\n`).join('');
  const bash = spawn('bash', ['-c', script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  bash.stdout.on('data', (chunk) => (output += chunk));
  bash.stderr.on('data', (chunk) => (errors += chunk));
  await new Promise((resolve) => bash.on('close', resolve));
  if (errors) throw new Error(`bash said: ${errors}\n${output}`);
  const outputs = output.split(`\n${CUT}\n`);
  return commands.map((command, index) => {
    const next = blocks[blocks.indexOf(command) + 1];
    return { text: command.text, output: outputs[index] ?? '', sample: next?.language === 'bash' ? undefined : next };
  });
}

/** A sample as a Jest expectation: members that it leaves out may be there, and `…` in a text stands for anything. */
export function expectation(sample: unknown): unknown {
  if (typeof sample === 'string' && sample.includes('…'))
    return expect.stringMatching(
      new RegExp(
        `^${sample
          .split('…')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
          .join('.+')}$`,
      ),
    );
  if (Array.isArray(sample)) return sample.map(expectation);
  if (typeof sample !== 'object' || sample === null) return sample;
  return expect.objectContaining(Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, expectation(value)])));
}
