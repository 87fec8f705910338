#!/usr/bin/env node
// Node.js 16 can parse this file, so that an old release prints one line instead of an exception.
const oldest = 20;

if (Number.parseInt(process.versions.node, 10) >= oldest) {
  await import('../dist/bundle/cli/main.js');
} else {
  console.error(
    `teamt5-opencti requires Node.js ${oldest} or later, and this is ${process.version} (${process.execPath})`,
  );
  process.exitCode = 2;
}
