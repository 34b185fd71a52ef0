import { type Setting, settings } from './settings';

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${cell(text)}\``;

function row([name, setting]: [string, Setting]): string {
  const unset = setting.unset ?? (setting.default ? code(setting.default) : '');
  const label = setting.secret ? `${code(name)} (secret)` : code(name);
  return `| ${label} | ${unset} | ${cell(setting.description)} | ${code(setting.example)} |`;
}

/** The README's table of settings. A drift test compares it with the README, so edit `settings`, never the table. */
export function configurationTable(): string {
  const head = ['| variable | default | meaning | example |', '|---|---|---|---|'];
  const foot = 'A secret may also lie in a file: `<NAME>_FILE` names it. An empty variable counts as unset.';
  return `${[...head, ...Object.entries(settings).map(row)].join('\n')}\n\n${foot}\n`;
}
