import { quoted } from '../commands/quoted.ts';
import type { LeaseFiles } from './lease-files.ts';

/** How often each service is told to start, and the seconds in between. */
const [rounds, pause] = [3, 20];
/** Looks of the watchdog in the time of a lease, at most: each is an argument of its batch file. */
const mostLooks = 60;

/** Starts the services, if the lease is still held. Only what the interpreter of Windows NT 3.51 knows. */
export function startingBatch(files: LeaseFiles, services: readonly string[]): string {
  return lines('@echo off', ...starting(files, services), ':end');
}

/**
 * Looks every now and then whether the lease was put off or taken away, and starts the services when neither was for `seconds`. It is to be
 * begun with the arguments that come with it.
 */
export function watchdogBatch(
  files: LeaseFiles,
  services: readonly string[],
  seconds: number,
): { readonly text: string; readonly args: readonly string[] } {
  const between = secondsBetweenLooks(seconds);
  const args = Array.from({ length: Math.ceil(seconds / between) }, () => 'X');
  const text = lines(
    '@echo off',
    ':look',
    wait(between),
    `if not exist ${quoted(files.held)} goto end`,
    `if exist ${quoted(files.renewed)} goto renewed`,
    'shift',
    'if not "%1"=="" goto look',
    ...starting(files, services),
    'goto end',
    ':renewed',
    `del ${quoted(files.renewed)}`,
    `${quoted(files.batch)} ${args.join(' ')}`,
    ':end',
  );
  return { text, args };
}

export function secondsBetweenLooks(seconds: number): number {
  return Math.ceil(seconds / mostLooks);
}

function starting({ held, fired }: LeaseFiles, services: readonly string[]): string[] {
  const round = services.map(service => `net start ${quoted(service)}`);
  const all = Array.from({ length: rounds }, (_, index) => (index === 0 ? round : [wait(pause), ...round])).flat();
  return [`ren ${quoted(held)} ${quoted(fired.split('\\').at(-1)!)}`, `if not exist ${quoted(fired)} goto end`, ...all];
}

/** Windows NT has no command that waits, but PING waits a second between two. */
function wait(seconds: number): string {
  return `ping -n ${seconds + 1} 127.0.0.1 >nul`;
}

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n`;
