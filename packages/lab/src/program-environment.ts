import { join, resolve } from 'node:path';

/** The environment of machine and service processes: nothing that a password could be in, and a cache of compiled code. */
export function programEnvironment(labFolder: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'].filter(name => process.env[name] !== undefined);
  return {
    ...Object.fromEntries(kept.map(name => [name, process.env[name]])),
    NODE_COMPILE_CACHE: join(resolve(labFolder), '.code-cache'),
  };
}
