import { quoted } from './quoted.ts';

export interface BatchFiles {
  /** Made when the program begins. */
  readonly begun: string;
  readonly output: string;
  /** Holds the exit code once the program has ended. */
  readonly exitCode: string;
  /** What becomes `exitCode`, in the same folder. */
  readonly unfinished: string;
}

/**
 * A batch file that runs a program in the folder of its own, with what it prints in a file, and its exit code in another. Only what the
 * interpreter of Windows NT 3.51 knows; as that has no variable ERRORLEVEL, it tells only 0 from 1 there. `PATH_INVALID` for what a batch file would
 * understand as something else.
 */
export function batchFile(program: string, args: readonly string[], files: BatchFiles): string {
  const { begun, output, exitCode, unfinished } = files;
  const command = [program, ...args].map(quoted).join(' ');
  return [
    '@echo off',
    `echo begun>${quoted(begun)}`,
    ...folderOf(program),
    // another interpreter, for that of Wine loses the exit code of what it calls; it takes the outer quotation marks away
    `cmd /c "${command}" <nul >${quoted(output)} 2>&1`,
    'set RESITE=%ERRORLEVEL%',
    'if not "%RESITE%"=="" goto known',
    'if errorlevel 1 set RESITE=1',
    'if "%RESITE%"=="" set RESITE=0',
    ':known',
    // without the blank, the number would be that of what is redirected
    `echo %RESITE% >${quoted(unfinished)}`,
    `ren ${quoted(unfinished)} ${quoted(exitCode.split('\\').at(-1)!)}`,
    '',
  ].join('\r\n');
}

function folderOf(program: string): string[] {
  const [, drive, folder] = /^([A-Za-z]:)(\\.*)\\[^\\]*$/.exec(program) ?? [];
  return drive === undefined || folder === undefined ? [] : [drive, `cd ${quoted(folder)}`];
}
