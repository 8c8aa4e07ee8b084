import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** So many share one process at most. */
const most = 12;

/** What changes the process for other files in it as well, or keeps it busy for long. */
const needsOwnProcess =
  /node:(child_process|worker_threads)|process\.(env|chdir|exit|kill|on|once|umask)|\/(hierarchy|servers|windows-site|oldest-node)\b|(before|after)Each\(|\.mock\b|useSurroundings/;

/** While a file awaits something, the tests of the others may come to their end, and with them the run of the process. */
const awaitsAtTop = /^(?:export )?(?:(?:const|let) .*= )?await /m;

/**
 * By the file to run, the test files that it holds: most hold themselves. Starting a process and loading modules costs more
 * than the tests of many a file, so those that touch nothing outside of themselves share processes, a package at a time.
 * The order is that of the files.
 */
export function shareProcesses(root: string, files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sharing = Map.groupBy(files, file => (mayShare(root, file) ? file.split('/test/')[0] : undefined));
  const units = new Map((sharing.get(undefined) ?? []).map(file => [file, [file] as readonly string[]]));
  for (const [folder, members] of sharing) {
    if (folder === undefined) continue;
    for (let start = 0; start < members.length; start += most) {
      const some = members.slice(start, start + most);
      const name = `${folder.replaceAll('/', '-')}-${start / most}`;
      units.set(some.length === 1 ? some[0]! : writeUnit(root, name, some), some);
    }
  }
  const place = ([, [first]]: readonly [string, readonly string[]]) => files.indexOf(first!);
  return new Map([...units].sort((a, b) => place(a) - place(b)));
}

function mayShare(root: string, file: string): boolean {
  const text = readFileSync(join(root, file), 'utf8');
  const hasOwnTests = /\btest\(/.test(text); // else they count as those of the suite that it calls
  return (
    hasOwnTests &&
    !needsOwnProcess.test(text) &&
    !awaitsAtTop.test(text) &&
    !/\/(attack|simulation|test\/site)\/|docs\.test/.test(file)
  );
}

function writeUnit(root: string, name: string, files: readonly string[]): string {
  const unit = join('node_modules', '.cache', 'tests', `${name}.mjs`);
  mkdirSync(dirname(join(root, unit)), { recursive: true });
  rmSync(join(root, unit), { force: true }); // a copy of node_modules by hard links shares the file that is there
  writeFileSync(join(root, unit), files.map(file => `import ${JSON.stringify(join(root, file))};\n`).join(''));
  return unit;
}
