import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/**
 * The folder to put into PATH so that `resite` can be typed: the `node_modules/.bin`, of the checkout or the folder that the
 * running program is installed in, that has it beside the Node it needs. Undefined when `resite` is in PATH already, or there is
 * no such folder.
 */
export async function programFolder(program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) if (await exists(join(folder, 'resite'))) return undefined;
  const start = dirname(await realpath(program));
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    const bin = join(folder, 'node_modules', '.bin');
    if ((await exists(join(bin, 'resite'))) && (await exists(join(bin, 'node')))) return bin;
  }
  return undefined;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
