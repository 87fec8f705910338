import type { ChildProcess } from 'node:child_process';

import type { PdfText } from '../pdf/index.js';
import type { PdfReader } from './pdf-reader.js';

/**
 * Reads PDFs in a process of its own, which starts with the first one: V8 ends a process, not a thread, if the heap has no
 * room for a single large allocation (docs/decisions.md#26-pdfjs-reads-pdfs-in-a-thread-without-rights). A PDF that ends it
 * costs its text only; the next one starts another.
 */
export function createIsolatedReader(script: URL = new URL('./text-process.js', import.meta.url)): PdfReader {
  let child: ChildProcess | undefined;

  const start = async (): Promise<ChildProcess> => {
    // Most runs read no PDF.
    const { fork } = await import('node:child_process');
    const started = fork(script, {
      // Not those of this process, such as the port of a debugger, and no credentials.
      execArgv: [],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const forget = (): void => {
      if (child === started) child = undefined;
    };
    // An error without a listener would be an exception, also after the end of a job.
    return started.on('exit', forget).on('error', forget);
  };

  return {
    async read(pdf) {
      const used = (child ??= await start());
      used.ref();
      used.channel?.ref();
      const text = await textFrom(used, pdf);
      // Without a job, it does not keep this process alive.
      used.unref();
      used.channel?.unref();
      return text;
    },
    close: () => child?.kill('SIGKILL'),
  };
}

function textFrom(child: ChildProcess, pdf: Uint8Array): Promise<PdfText> {
  return new Promise((resolve) => {
    const finish = (text: PdfText): void => {
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      resolve(text);
    };
    const onMessage = (text: PdfText): void => finish(text);
    const onExit = (): void =>
      finish({ type: 'none', message: 'ended the process that reads it, for example for lack of memory' });
    const onError = ({ message }: Error): void =>
      finish({ type: 'none', message: `cannot be read, because no process can be started: ${message}` });
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    // If it ended meanwhile, `exit` follows.
    child.send(pdf, () => undefined);
  });
}
