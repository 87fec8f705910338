import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface Question {
  /** What the answer is for, in a sentence. */
  readonly question: string;
  readonly name: string;
  /** Nothing that is typed is shown. */
  readonly secret: boolean;
  /** What is wrong with an answer; undefined: nothing. */
  check(answer: string): string | undefined;
  /** Taken where nothing is typed. */
  readonly standard?: string;
}

/** Asks on the terminal until the answer is usable. Undefined: left open. */
export async function askFor({
  question,
  name,
  secret,
  check,
  standard,
}: Question): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const otherwise = standard === undefined ? 'Enter leaves it open' : `Enter takes ${standard}`;
  process.stderr.write(`${question}\n`);
  for (;;) {
    const reader = createInterface({
      input: process.stdin,
      output: secret ? silent : process.stderr,
      terminal: true,
    });
    // After the reader has taken the terminal over, or its echo would show what is typed early.
    const prompt = `${name}${secret ? ' (not shown)' : ''} (${otherwise}): `;
    if (secret) process.stderr.write(prompt);
    // readline in raw mode would swallow Ctrl-C.
    reader.on('SIGINT', () => process.exit(130));
    const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    const answer = (await Promise.race([reader.question(secret ? '' : prompt), closed])).trim();
    reader.close();
    if (secret) process.stderr.write('\n');
    if (answer === '') return standard;
    const wrong = check(answer);
    if (wrong === undefined) return answer;
    process.stderr.write(`${wrong}\n`);
  }
}
