// Preloaded into a measured process: at its exit, its peak memory in megabytes, into the file that USAGE_FILE names.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.USAGE_FILE ?? '/dev/null', String(process.resourceUsage().maxRSS / 1024));
});
