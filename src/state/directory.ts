import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { isCode } from './files.js';

/**
 * Makes a directory and the parents it lacks, one by one. Node's own recursive way never comes to an end where a
 * parent exists and yet answers ENOENT (anything below /proc). Throws what the system says.
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run was quicker.
    if (!isCode(error, 'EEXIST')) throw error;
  }
}
