import { optionList } from './options.js';
import type { Option } from './options.js';

const needs = { push: 'needed to push to OpenCTI', threatvision: 'needed for ThreatVision' } as const;

/** `default 8MiB`, `needed to push to OpenCTI`, or nothing. */
function standing(option: Option): string {
  if (option.neededFor !== undefined) return needs[option.neededFor];
  return (option.default ?? '') === '' ? '' : `default ${option.default ?? ''}`;
}

/** The option table as Markdown, for docs/configuration.md; columns aligned as prettier leaves them. */
export function readmeTable(): string {
  const rows = optionList.map((option) => [
    `\`${option.key}\``,
    option.secret ? `\`${option.env}\`, \`${option.env}_FILE\`` : `\`${option.env}\``,
    option.neededFor !== undefined
      ? 'needed'
      : (option.default ?? '') === ''
        ? ''
        : `\`${option.default ?? ''}\``,
    option.help.replaceAll('|', '\\|'),
  ]);
  const head = ['Key in the file', 'Environment', 'Default', 'Meaning'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

/** A value as YAML: quoted unless it is a plain word, number or boolean. */
const yaml = (value: string): string => (/^[\w./+-]+$/.test(value) ? value : JSON.stringify(value));

/** The content of `.teamt5rc.example`: every option with its meaning; the needed ones to be filled in, the others commented out. */
export function exampleFile(): string {
  const lines = [
    '# Configuration of teamt5-opencti. Copy it to .teamt5rc, fill in what is needed, and run: chmod 600 .teamt5rc',
    '# Environment variables (named in brackets) win over this file, flags over both.',
    '# Lines that begin with # are remarks or show the default: remove the # to set another value.',
  ];
  let section = '';
  for (const option of optionList) {
    const [group = '', name = ''] = option.key.split('.');
    if (group !== section) lines.push('', `${group}:`);
    section = group;
    const remark = standing(option);
    const value = (option.default ?? '') === '' ? (option.example ?? '') : (option.default ?? '');
    lines.push(
      `  # ${option.help} [${option.env}]${remark === '' ? '' : ` (${remark})`}`,
      `  ${option.neededFor === undefined ? '# ' : ''}${name}: ${yaml(value)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The environment variables with their meaning, for the end of `--help`: one option a line, its meaning below. */
export function environmentHelp(): string {
  return optionList
    .map((option) => {
      const remark = standing(option);
      return `  ${option.env}${remark === '' ? '' : ` (${remark})`}\n      ${option.help}`;
    })
    .join('\n');
}

/** The help of the flag that sets an option: its meaning, default and variable. */
export function flagHelp(option: Option): string {
  const remark = standing(option);
  return `${option.help} (${remark === '' ? '' : `${remark}, `}env ${option.env})`;
}
