import { ResiteError } from '@resite/errors';
import { disk } from '@resite/filesystem/disk';
import { absolutePath } from '@resite/filesystem/path-text';
import { at } from '@resite/filesystem/port';
import type { Judged } from '@resite/filesystem/who-may-change';

/**
 * `CONFIG_UNSAFE` when somebody else than this user and root decides what stands in `file`: secrets, and commands that run
 * as this user, come from it. Files that the environment variable RESITE_TRUST_FILES names are taken as they are.
 */
export async function refuseUnsafe(what: string, file: string, judged?: Judged): Promise<void> {
  const weakness = await at(disk).whoMayChange(file, judged);
  if (weakness === undefined || trustedFiles().includes(absolutePath(file))) return;
  const { path, kind, problem, remedy } = weakness;
  const which = path === absolutePath(file) ? ': it' : `: the ${kind} ${path}`;
  throw new ResiteError('CONFIG_UNSAFE', `${what} ${file} is not safe to use${which} ${problem}`, {
    hint:
      `${judged?.isPrivate ? 'Whoever reads or changes it can act as you' : 'Whoever may change it decides what runs as you'}. Look at what it says, then: ${remedy}\n` +
      `To use it as it is, name it in the environment variable RESITE_TRUST_FILES (absolute paths with : between).`,
  });
}

/** Only the environment says it, and never a file that is to be judged. sudo hands it on only when it is told to. */
function trustedFiles(): string[] {
  return (process.env.RESITE_TRUST_FILES ?? '').split(':').filter(path => path.startsWith('/'));
}
