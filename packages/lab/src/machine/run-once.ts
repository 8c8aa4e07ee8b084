import { readString } from '@resite/registry/values';
import { log } from './log.ts';
import type { Machine } from './machine.ts';
import { runProgram } from './programs.ts';

const runOnceKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce';

/** Runs the commands that wait for the next power-on, each forgotten before it begins, as Windows has it. */
export async function runOnce(machine: Machine): Promise<void> {
  const { registry } = machine;
  const key = registry.read(runOnceKey);
  if (key === undefined || key.values.length === 0) return;
  registry.replace(runOnceKey, { ...key, values: [] });
  await registry.flush();
  for (const value of key.values) {
    const [program = '', ...args] = splitCommandLine(readString(value));
    const { exitCode, output } = await runProgram(machine, program, args);
    log(`${program} ended with ${exitCode}: ${output.trim()}`);
  }
}

/** By the rules of `CommandLineToArgvW`: quotation marks hold blanks together, backslashes count only before one. */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (const [part] of line.matchAll(/\\*"|\\+|[ \t]+|[^\\" \t]+/g)) {
    if (/^[ \t]/.test(part) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (part.endsWith('"')) {
      const backslashes = part.length - 1;
      word = (word ?? '') + '\\'.repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) word += '"';
      else quoted = !quoted;
    } else word = (word ?? '') + part;
  }
  return word === undefined ? words : [...words, word];
}
