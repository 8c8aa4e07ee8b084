import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { madeOnce } from './made-once.ts';
import { inOwnWorld, ownWorldFlags } from './own-world.ts';
import { wineEnvironment } from './wine-environment.ts';

const run = promisify(execFile);

/** What Wine's files cannot keep: which server they belonged to, and the disk of this computer as a drive. */
const install = `
prefix=$folder/prefix
WINEPREFIX=$prefix wineboot --init >/dev/null 2>&1 </dev/null
WINEPREFIX=$prefix wineserver --kill 2>/dev/null || true
WINEPREFIX=$prefix wineserver --wait 2>/dev/null || true
rm -rf "$prefix/wineserver" "$prefix/dosdevices"
mv "$prefix/drive_c" "$folder/C"
`;

/** A folder with `prefix`, what Wine keeps of a computer, and `C`, its drive: Windows as it is after set-up. Takes some 5 seconds once. */
export async function windowsTemplate(): Promise<string> {
  const { stdout: version } = await run('wine', ['--version']);
  const { WINEPREFIX: _, ...env } = wineEnvironment('');
  const unshare = ['unshare', '--pid', '--fork', '--kill-child', ...ownWorldFlags];
  return madeOnce('template', [version], folder => [...unshare, ...inOwnWorld({ folder }, install)], env);
}
