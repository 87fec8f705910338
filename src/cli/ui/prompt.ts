import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import type { Host } from '../core/host.js';
import { wrap } from './text.js';

export interface Question {
  /** The key of the option. */
  readonly name: string;
  readonly text: string;
  /** Whether the terminal must not show the input. */
  readonly secret: boolean;
  /** Undefined for a usable answer, otherwise a message. */
  check(answer: string): string | undefined;
  /** Used if nothing is typed. */
  readonly default?: string | undefined;
}

/** Only `y` or `yes` affirms. `interrupted` after Ctrl-C. */
export function confirm({ stdin, stderr }: Host, question: string): Promise<boolean | 'interrupted'> {
  const reader = createInterface({ input: stdin, output: stderr });
  return new Promise((resolve) => {
    reader.on('SIGINT', () => {
      stderr.write('\n');
      resolve('interrupted');
      reader.close();
    });
    // The end of the input (Ctrl-D) affirms nothing.
    reader.on('close', () => resolve(false));
    reader.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(?:es)?$/i.test(answer.trim()));
      reader.close();
    });
  });
}

/** One reader for all questions, because pasted lines arrive at once. `ended`: the input ended (Ctrl-D). */
export function askAll(
  { stdin, stderr }: Host,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, string> | 'ended' | 'interrupted'> {
  const answers = new Map<string, string>();
  const open = [...questions];
  let shown = true;
  let interrupted = false;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (shown) stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: stdin, output: echo, terminal: true });

  const ask = (isRepeated: boolean): void => {
    const [next] = open;
    if (next === undefined) {
      reader.close();
      return;
    }
    const { name, text, secret, default: standard } = next;
    const enter = standard === undefined ? 'Enter leaves it open' : `Enter accepts ${standard}`;
    const prompt = `${name}${secret ? ' (not shown)' : ''} (${enter}): `;
    const count = `${questions.length - open.length + 1} of ${questions.length}`;
    if (!isRepeated) {
      const { columns = 0 } = stderr;
      const width = columns > 0 ? columns : Infinity;
      stderr.write(`\n${wrap(`${count}: ${text}`, width).join('\n')}\n`);
    }
    shown = !secret;
    reader.setPrompt(secret ? '' : prompt);
    // It clears the line, so that the prompt of a secret follows it.
    reader.prompt();
    if (secret) stderr.write(prompt);
  };

  const accept = (line: string): void => {
    const [question] = open;
    if (question === undefined) return;
    if (question.secret) stderr.write('\n');
    const answer = line.trim();
    const problem = answer === '' ? undefined : question.check(answer);
    if (problem !== undefined) {
      stderr.write(`${problem}\n`);
    } else {
      open.shift();
      const value = answer === '' ? question.default : answer;
      if (value !== undefined) answers.set(question.name, value);
    }
    ask(problem !== undefined);
  };

  return new Promise((resolve) => {
    reader.on('line', accept);
    // In raw mode, Ctrl-C reaches the reader instead of becoming a signal.
    reader.on('SIGINT', () => {
      interrupted = true;
      reader.close();
    });
    reader.on('close', () => {
      // Ends the line of the last prompt.
      if (open.length > 0) stderr.write('\n');
      if (interrupted) resolve('interrupted');
      else resolve(open.length > 0 ? 'ended' : answers);
    });
    ask(false);
  });
}
