import { type MissingOptions, optionList } from '../../config/index.js';

/** Lines to copy into the environment or the file. `file`: the configuration file to complete. */
export function missingOptionsHelp(
  missing: MissingOptions['missing'],
  file: string | undefined,
): readonly string[] {
  const rows = missing.map(({ key, env }) => {
    const [section = '', name = ''] = key.split('.');
    const example = key === 'connector.id' ? '<a UUID: uuidgen>' : exampleOf(key);
    return { section, name, env, example };
  });
  const sections = [...new Set(rows.map(({ section }) => section))];
  return [
    '',
    'In the environment:',
    ...rows.map(({ env, example }) => `  export ${env}='${example}'`),
    '',
    `or in ${file ?? '.teamt5rc, here or in your home directory (chmod 600 .teamt5rc)'}:`,
    ...sections.flatMap((section) => [
      `  ${section}:`,
      ...rows
        .filter((row) => row.section === section)
        .map(({ name, example }) => `    ${name}: '${example}'`),
    ]),
  ];
}

function exampleOf(key: string): string {
  const example = optionList.find((option) => option.key === key)?.example;
  return example === undefined || example === 'ChangeMe' ? '<yours>' : example;
}
