import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LabFile } from '@resite/lab';
import { cheapenAddedKey, makeRepository } from './repository.ts';
import { runWarm } from './run-warm.ts';

/**
 * A folder whose program `resite` is for shells: what is typed there is run by warm processes of this one, in the folder
 * and the environment of the shell. Labs that it creates run their services inside of their machine's process, and passwords
 * of repositories cost little.
 */
export async function warmShellProgram(): Promise<{ folder: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'resite-programs-'));
  const server = createServer({ allowHalfOpen: true }, socket => void answer(socket));
  await new Promise<void>(listening => server.listen(join(folder, 'resite.socket'), listening));
  await writeFile(join(folder, 'resite'), program, { mode: 0o700 });
  return {
    folder,
    close: async () => {
      await new Promise(closed => server.close(closed));
      await rm(folder, { recursive: true });
    },
  };
}

/** Sends its folder, the number of its words, these, and the environment; prints what comes back. NUL stands between them. */
const program = `#!/usr/bin/perl
use strict;
use Cwd;
use IO::Socket::UNIX;
my $line = IO::Socket::UNIX->new("$0.socket") or die "resite: $!\\n";
print $line join("\\0", getcwd(), scalar(@ARGV), @ARGV, map { "$_=$ENV{$_}" } keys %ENV);
$line->shutdown(1);
local $/;
my ($code, $stdout, $stderr) = split(/\\0/, <$line>, 3);
print STDOUT $stdout;
print STDERR $stderr;
exit $code;
`;

async function answer(socket: Socket): Promise<void> {
  const [cwd, count, ...rest] = (await text(socket)).split('\0') as [string, string, ...string[]];
  const words = rest.slice(0, Number(count));
  const env = Object.fromEntries(
    rest.slice(Number(count)).map(setting => {
      const [name] = setting.split('=', 1) as [string];
      return [name, setting.slice(name.length + 1)];
    }),
  );
  try {
    const { code, stdout, stderr } = await runWarm({ args: words, cwd, env });
    if (words[0] === 'lab' && words[1] === 'create') await putServicesInside(cwd);
    if (code === 0 && /\b(init|key add)\b/.test(words.join(' '))) await cheapen(cwd, words, env);
    socket.end([code, stdout, stderr].join('\0'));
  } catch (error) {
    socket.end(`125\0\0${error}`);
  }
}

/** The password of a repository that was made costs little from here on, and so does one that was added. */
async function cheapen(folder: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const path = (option: string, otherwise = '') =>
    resolve(folder, words.includes(option) ? words[words.indexOf(option) + 1]! : otherwise);
  const passwordIn = async (file: string) => (await readFile(file, 'utf8')).trim();
  const location = path('-r', env.RESTIC_REPOSITORY ?? 'backups');
  const password = await passwordIn(path('--password-file', env.RESTIC_PASSWORD_FILE ?? 'repository.password'));
  if (words.includes('add'))
    return cheapenAddedKey({ location, password }, await passwordIn(path('--new-password-file')));
  await rm(location, { recursive: true });
  const like = words.includes('--from-repo')
    ? { location: path('--from-repo'), password: await passwordIn(path('--from-password-file')) }
    : undefined;
  await makeRepository(location, password, like);
}

async function putServicesInside(folder: string): Promise<void> {
  for (const file of globSync(join(folder, '*', 'lab.json'))) {
    const lab: LabFile = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...lab, services: 'inside' } satisfies LabFile));
  }
}
