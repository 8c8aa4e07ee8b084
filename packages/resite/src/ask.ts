import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { ResiteError } from '@resite/errors';

/** Asks on the terminal for what is no secret: what is typed can be seen. Undefined when there is no terminal to ask on. */
export function terminalQuestion(signal: AbortSignal): ((question: string) => Promise<string>) | undefined {
  if (!stdin.isTTY) return undefined;
  return question => ask(question, signal);
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  // The terminal itself edits the line, and turns Ctrl-C into the signal that aborts.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  try {
    return await lines.question(question, { signal: AbortSignal.any([signal, ended.signal]) });
  } catch {
    signal.throwIfAborted();
    throw new ResiteError('USAGE', 'the input ended before an answer');
  } finally {
    lines.close();
  }
}
