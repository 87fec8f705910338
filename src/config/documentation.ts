import type { JsonObject } from '../lib/index.js';
import { type Option, optionList } from './options.js';

const needs = { push: 'needed to push to OpenCTI', threatvision: 'needed for ThreatVision' } as const;

/** The option table of docs/configuration.md, as prettier formats it. */
export function optionTable(): string {
  const rows = optionList.map((option) => [
    `\`${option.key}\``,
    option.secret ? `\`${option.env}\`, \`${option.env}_FILE\`` : `\`${option.env}\``,
    option.neededFor !== undefined ? 'needed' : hasDefault(option) ? `\`${option.default}\`` : '',
    option.help.replaceAll('|', '\\|'),
  ]);
  const head = ['Key in the file', 'Environment', 'Default', 'Description'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

/** The content of `.teamt5rc.example`; only required options are not commented out. */
export function exampleFile(): string {
  const lines = [
    '# Configuration of teamt5-opencti. Copy it to .teamt5rc, fill in the needed values, and run: chmod 600 .teamt5rc',
    '# Precedence, highest first: flags, environment variables (in brackets), this file, defaults.',
    '# An option that is commented out shows its default or an example. Remove the # to set it.',
  ];
  let section = '';
  for (const option of optionList) {
    const [group = '', name = ''] = option.key.split('.');
    if (group !== section) lines.push('', `${group}:`);
    section = group;
    const remark = remarkOn(option);
    const value = hasDefault(option) ? option.default : (option.example ?? '');
    lines.push(
      `  # ${option.help} [${option.env}]${remark === '' ? '' : ` (${remark})`}`,
      `  ${option.neededFor === undefined ? '# ' : ''}${name}: ${yaml(value)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A plain word, number or boolean needs no quotes. */
function yaml(value: string): string {
  return /^[\w./+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** The environment variables, for the end of `config --help`. */
export function environmentHelp(): string {
  return optionList
    .map((option) => {
      const remark = remarkOn(option);
      return `  ${option.env}${remark === '' ? '' : ` (${remark})`}\n      ${option.help}`;
    })
    .join('\n');
}

/** The help of a flag: description, default and variable. */
export function flagHelp(option: Option): string {
  const remark = remarkOn(option);
  return `${option.help} (${remark === '' ? '' : `${remark}, `}env ${option.env})`;
}

function remarkOn(option: Option): string {
  if (option.neededFor !== undefined) return needs[option.neededFor];
  return hasDefault(option) ? `default ${option.default}` : '';
}

function hasDefault(option: Option): option is Option & { readonly default: string } {
  return (option.default ?? '') !== '';
}

/** The JSON Schema (draft 2020-12) of the configuration file, for editors. */
export function fileSchema(): JsonObject {
  const rows = optionList.flatMap((option) => [
    { place: option.key, schema: optionSchema(option) },
    ...(option.alsoAt ?? []).map((place) => ({
      place,
      schema: { ...option.type.schema, description: `Use ${option.key}.`, deprecated: true },
    })),
  ]);
  const sections = new Set(rows.map(({ place }) => place.slice(0, place.indexOf('.'))));
  const properties = [...sections].map((section): [string, JsonObject] => {
    const options = rows
      .filter(({ place }) => place.startsWith(`${section}.`))
      .map(({ place, schema }): [string, JsonObject] => [place.slice(section.length + 1), schema]);
    return [section, objectSchema(Object.fromEntries(options))];
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration file of teamt5-opencti',
    ...objectSchema({ $schema: { type: 'string' }, ...Object.fromEntries(properties) }),
  };
}

function objectSchema(properties: JsonObject): JsonObject {
  return { type: 'object', properties, additionalProperties: false };
}

function optionSchema(option: Option): JsonObject {
  const schema = { ...option.type.schema, description: `${option.help} [${option.env}]` };
  return hasDefault(option) ? { ...schema, default: jsonValue(option.default) } : schema;
}

function jsonValue(written: string): string | number | boolean {
  if (/^\d+$/.test(written)) return Number(written);
  return written === 'true' || written === 'false' ? written === 'true' : written;
}
