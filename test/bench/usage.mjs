// Loaded before a measured program: writes its peak memory in megabytes to the file USAGE_FILE when it exits.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.USAGE_FILE ?? '/dev/null', String(process.resourceUsage().maxRSS / 1024));
});
