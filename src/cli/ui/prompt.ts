import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

export interface Question {
  /** The option that the answer is for. */
  readonly name: string;
  /** What the answer is for, in a sentence. */
  readonly question: string;
  /** Nothing that is typed is shown. */
  readonly secret: boolean;
  /** What is wrong with an answer; undefined: nothing. */
  check(answer: string): string | undefined;
  /** Taken where nothing is typed. */
  readonly standard?: string | undefined;
}

/**
 * Asks on the terminal, each question until its answer is usable. One reader for all: answers that are pasted at once
 * come as several lines, and each goes to its question, which decides at once whether the next line may be shown.
 * @returns answers by name, those left open are absent; undefined where the input ended before the last question (Ctrl-D)
 */
export function askAll(questions: readonly Question[]): Promise<ReadonlyMap<string, string> | undefined> {
  const answers = new Map<string, string>();
  const left = [...questions];
  let shown = true;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (shown) process.stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output: echo, terminal: true });
  return new Promise((resolve) => {
    const ask = (again: boolean): void => {
      const [next] = left;
      if (next === undefined) {
        reader.close();
        return;
      }
      const { name, question, secret, standard } = next;
      const otherwise = standard === undefined ? 'Enter leaves it open' : `Enter takes ${standard}`;
      const prompt = `${name}${secret ? ' (not shown)' : ''} (${otherwise}): `;
      if (!again) process.stderr.write(`${question}\n`);
      shown = true;
      reader.setPrompt(secret ? '' : prompt);
      if (secret) process.stderr.write(prompt);
      reader.prompt();
      shown = !secret;
    };
    reader.on('line', (line) => {
      const [asked] = left;
      if (asked === undefined) return;
      if (asked.secret) process.stderr.write('\n');
      const answer = line.trim();
      const wrong = answer === '' ? undefined : asked.check(answer);
      if (wrong === undefined) {
        left.shift();
        const value = answer === '' ? asked.standard : answer;
        if (value !== undefined) answers.set(asked.name, value);
      } else process.stderr.write(`${wrong}\n`);
      ask(wrong !== undefined);
    });
    // readline in raw mode would swallow Ctrl-C.
    reader.on('SIGINT', () => process.exit(130));
    reader.on('close', () => {
      // The prompt that was left has no end of its own.
      if (left.length > 0) process.stderr.write('\n');
      resolve(left.length > 0 ? undefined : answers);
    });
    ask(false);
  });
}
