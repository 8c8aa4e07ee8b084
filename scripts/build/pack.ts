import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltPackage } from './packages.ts';

/** Makes of each package what npm would upload. Gives the tarballs in the same order. */
export function packPackages(built: readonly BuiltPackage[], to: string): string[] {
  mkdirSync(to, { recursive: true });
  const folders = built.map(({ folder }) => folder);
  const settings = ['--silent', '--offline', '--ignore-scripts', '--no-update-notifier', '--workspaces=false'];
  npm(['pack', ...settings, '--pack-destination', to, ...folders], to);
  return built.map(({ manifest: { name, version } }) =>
    join(to, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
  );
}

/** By the path it was started from when there is one: `npm` itself may be a shell script or a .cmd file. */
function npm(args: readonly string[], cwd: string): void {
  const path = process.env.npm_execpath;
  if (path?.endsWith('.js')) execFileSync(process.execPath, [path, ...args], { cwd, stdio: 'pipe' });
  else execFileSync('npm', args, { cwd, stdio: 'pipe', shell: process.platform === 'win32' });
}
