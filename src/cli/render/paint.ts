/** Colours for what is said in words anyway: nothing is told by colour alone. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly fresh: (text: string) => string;
  readonly strong: (text: string) => string;
}

const plain = (text: string): string => text;

/** chalk is loaded only where colours are welcome. */
export async function loadPaint(color: boolean): Promise<Paint> {
  if (!color) return { good: plain, bad: plain, fresh: plain, strong: plain };
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    fresh: (text) => chalk.cyan(text),
    strong: (text) => chalk.bold(text),
  };
}
