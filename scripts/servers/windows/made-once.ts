import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'windows-computer');

const run = promisify(execFile);

/**
 * A folder of this checkout that is made once and kept, by the command that `maker` gives for a folder. Who asks meanwhile waits. It is made anew,
 * and what was there is removed, when the command or one of the `sources` is another one.
 */
export async function madeOnce(
  name: string,
  sources: readonly string[],
  maker: (folder: string) => readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([maker(''), sources]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, `${name}-${key}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const unfinished = join(cache, `${name}-unfinished`);
  const command = ['sh', '-euc', make, 'sh', name, unfinished, folder, ...maker(unfinished)];
  await run('flock', [join(cache, `${name}.lock`), ...command], { cwd: cache, env });
  return folder;
}

/** Nobody else does it at the same time. A maker that was killed leaves only what the next one removes. */
const make = `
name=$1 unfinished=$2 folder=$3; shift 3
[ ! -e "$folder" ] || exit 0
rm -rf "$name-"*
mkdir "$unfinished"
"$@"
mv -T "$unfinished" "$folder"
`;
