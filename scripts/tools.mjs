import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs that the tests compare Resite with, and the Debian package each one comes from. */
export const tools = {
  restic: 'restic',
  hivexml: 'libhivex-bin',
  hivexsh: 'libhivex-bin',
  hivexget: 'libhivex-bin',
  hivexregedit: 'libwin-hivex-perl',
  regfinfo: 'libregf-utils',
  regfexport: 'libregf-utils',
  reglookup: 'reglookup',
};

/**
 * The Debian packages that lack a program of theirs on the PATH.
 * @returns {string[]}
 */
export function missingPackages() {
  const missing = Object.entries(tools).filter(([command]) => !onPath(command));
  return [...new Set(missing.map(([, debianPackage]) => debianPackage))];
}

/** @param {string} command */
function onPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    const path = join(folder || '.', command);
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
