import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Path of a file with `cert`, until the test ends. */
  readonly certPath: string;
}

const openssl = (args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });

function hasOpenssl(): boolean {
  try {
    openssl(['version']);
    return true;
  } catch {
    return false;
  }
}

export const needsOpenssl: { skip?: string } = hasOpenssl()
  ? {}
  : { skip: 'needs openssl to make a certificate' };

/** Created for each test, so that the repository contains no private key. */
export function selfSigned(t: Test): Certificate {
  const folder = t.testdir({});
  const keyPath = join(folder, 'key.pem');
  const certPath = join(folder, 'cert.pem');
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:files.example,DNS:api.example';
  const command = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stand-in -addext ${names}`;
  openssl([...command.split(' '), '-keyout', keyPath, '-out', certPath]);
  return { key: readFileSync(keyPath, 'utf8'), cert: readFileSync(certPath, 'utf8'), certPath };
}
