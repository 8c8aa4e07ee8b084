import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs that the tests compare Resite with or start as servers, and the Debian package each one comes from. */
export const tools = {
  restic: 'restic',
  strace: 'strace',
  rclone: 'rclone',
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  'ssh-keyscan': 'openssh-client',
  'ssh-agent': 'openssh-client',
  ceph: 'ceph-common',
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  radosgw: 'radosgw',
  hivexml: 'libhivex-bin',
  hivexsh: 'libhivex-bin',
  hivexget: 'libhivex-bin',
  hivexregedit: 'libwin-hivex-perl',
  regfinfo: 'libregf-utils',
  regfexport: 'libregf-utils',
  reglookup: 'reglookup',
  openssl: 'openssl',
  sqlite3: 'sqlite3',
  smbd: 'samba',
  smbclient: 'smbclient',
  net: 'samba-common-bin',
  smbpasswd: 'samba-common-bin',
  zsh: 'zsh',
  fish: 'fish',
  man: 'man-db',
  mandoc: 'mandoc',
  wine: 'wine',
  wineserver64: 'wine64',
  'x86_64-w64-mingw32-gcc': 'gcc-mingw-w64-x86-64-win32',
};

/** The same for libraries that Resite itself loads, and their file names. */
export const libraries = {
  'libsmbclient.so.0': 'libsmbclient',
};

/** The same for modules of Perl. */
export const perlModules = {
  'Parse::Win32Registry': 'libparse-win32registry-perl',
};

/** The same for modules of Debian's own Python, which may not be the first on the PATH. */
export const pythonModules = {
  'samba.dcerpc.winreg': 'python3-samba',
};

/**
 * The Debian packages of which a program is not on the PATH, a library not known to the loader, or a module not to Perl or Python.
 * @returns {string[]}
 */
export function missingPackages() {
  const loaded = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout ?? '';
  const missing = [
    ...Object.entries(tools).filter(([command]) => !onPath(command)),
    ...Object.entries(libraries).filter(([library]) => !loaded.includes(library)),
    ...Object.entries(perlModules).filter(([module]) => spawnSync('perl', [`-M${module}`, '-e', '1']).status !== 0),
    ...Object.entries(pythonModules).filter(([module]) => !knownToPython(module)),
  ];
  return [...new Set(missing.map(([, debianPackage]) => debianPackage))];
}

/**
 * @param {string} module
 */
function knownToPython(module) {
  return spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0;
}

/**
 * Servers are not on the PATH of every user, nor the parts of Wine on that of anybody.
 * @param {string} command
 */
function onPath(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/lib/wine'];
  return folders.some(folder => {
    const path = join(folder || '.', command);
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
