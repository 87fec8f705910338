// `npm run audit`: the advisories of npm about the packages in the bundle. They are development dependencies of this
// project, which `npm audit --omit=dev` does not look at. Without a registry that knows advisories the check is skipped with
// a message. Plain JavaScript, because it needs no build but the list of licenses.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Package → why its advisory does not concern the program. Each entry needs the id of the advisory. */
const exceptions = {};

const bundled = new Set(
  [...readFileSync('dist/bundle/LICENSES.txt', 'utf8').matchAll(/^== (\S+) /gm)].map(([, name]) => name),
);
const { stdout } = spawnSync('npm', ['audit', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  timeout: 120_000,
});
process.exitCode = report(parsed(stdout));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function report({ vulnerabilities, message }) {
  if (vulnerabilities === undefined) {
    console.log(`audit skipped: the registry reports no advisories (${message ?? 'no response'})`);
    return 0;
  }
  const concerned = Object.values(vulnerabilities).filter(({ name }) => bundled.has(name));
  const open = concerned.filter(({ name }) => !Object.hasOwn(exceptions, name));
  for (const { name, severity, via } of open)
    console.error(`${name}: ${severity}: ${via.map((one) => one.url ?? one).join(', ')}`);
  console.log(
    `audit: ${bundled.size} bundled packages, ${concerned.length} with advisories, ${open.length} open`,
  );
  return open.length === 0 ? 0 : 1;
}
