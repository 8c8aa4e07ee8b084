import { getCompileCacheDir } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/**
 * The environment of machine and service processes: nothing that a password could be in, and a cache of compiled code,
 * which makes services start several times faster: that of this process when it has one, else one in the lab.
 */
export function programEnvironment(labFolder: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'].filter(name => process.env[name] !== undefined);
  return {
    ...Object.fromEntries(kept.map(name => [name, process.env[name]])),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? ownCache() ?? join(resolve(labFolder), '.code-cache'),
  };
}

/** As it was given: Node tells of the subfolder for its own version. */
function ownCache(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}
