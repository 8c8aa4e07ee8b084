import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './measure.ts';

export interface Program {
  name: string;
  version: string;
  /** Makes an empty repository, in place of any earlier one. */
  init(): void;
  backup(data: string): Command;
  /** Restores the latest backup below the folder, under its whole path. */
  restore(target: string): Command;
  /** Reads and checks all data. */
  check(): Command;
  /** Bytes of the repository. */
  size(): number;
  remove(): void;
}

interface Place {
  root: string;
  folder: string;
  /** Run Resite from source instead of from what `npm run build` made. */
  source: boolean;
}

/** The programs that are there, and a line on each that is not. */
export function findPrograms(names: string[], place: Place): { programs: Program[]; missing: string[] } {
  writeFileSync(join(place.folder, 'password'), 'a password for the bench\n', { mode: 0o600 });
  const makers: Record<string, () => Program | undefined> = {
    resite: () => resite(place),
    restic: () => restic(place),
    borg: () => borg(place),
    tar: () => tar(place),
  };
  const packages: Record<string, string> = { restic: 'restic', borg: 'borgbackup' };
  const found = names.map(name => ({ name, program: makers[name]?.() }));
  const missing = found.filter(({ program }) => program === undefined);
  return {
    programs: found.map(({ program }) => program).filter(program => program !== undefined),
    missing: missing.map(
      ({ name }) => `${name} was not measured: it is in the Debian package ${packages[name] ?? '?'}.`,
    ),
  };
}

function resite(place: Place): Program {
  const main = place.source ? 'packages/resite/src/main.ts' : 'dist/resite/src/main.js';
  return likeRestic('resite', `Node ${process.version}`, [process.execPath, join(place.root, main), 'repo'], place);
}

function restic(place: Place): Program | undefined {
  const version = versionOf('restic', 'version');
  return version === undefined ? undefined : likeRestic('restic', version, ['restic'], place);
}

/** Resite takes restic's commands and variables. */
function likeRestic(name: string, version: string, program: string[], { folder }: Place): Program {
  const repository = join(folder, `${name}.repository`);
  const environment = {
    RESTIC_REPOSITORY: repository,
    RESTIC_PASSWORD_FILE: join(folder, 'password'),
    RESTIC_CACHE_DIR: join(folder, `${name}.cache`),
    XDG_CACHE_HOME: join(folder, `${name}.cache`),
    XDG_STATE_HOME: join(folder, `${name}.state`),
  };
  const run = (...parameters: string[]): Command => ({ command: [...program, ...parameters], environment });
  return {
    ...inFolder(repository),
    name,
    version,
    init() {
      for (const used of [repository, environment.RESTIC_CACHE_DIR, environment.XDG_STATE_HOME])
        rmSync(used, { recursive: true, force: true });
      perform(run('init'));
    },
    backup: data => run('backup', data),
    restore: target => run('restore', 'latest', '--target', target),
    check: () => run('check', '--read-data'),
  };
}

function borg({ folder }: Place): Program | undefined {
  const version = versionOf('borg', '--version');
  if (version === undefined) return undefined;
  const repository = join(folder, 'borg.repository');
  const environment = {
    BORG_REPO: repository,
    BORG_PASSPHRASE: 'a password for the bench',
    BORG_BASE_DIR: join(folder, 'borg.base'),
  };
  const run = (...parameters: string[]): Command => ({ command: ['borg', ...parameters], environment });
  let backups = 0;
  return {
    ...inFolder(repository),
    name: 'borg',
    version,
    init() {
      rmSync(repository, { recursive: true, force: true });
      rmSync(environment.BORG_BASE_DIR, { recursive: true, force: true });
      perform(run('init', '--encryption', 'repokey'));
    },
    backup: data => run('create', '--compression', 'zstd,3', `::backup${++backups}`, data),
    restore(target) {
      mkdirSync(target);
      return { ...run('extract', `::backup${backups}`), cwd: target };
    },
    check: () => run('check', '--verify-data'),
  };
}

/** No repository at all, but a file of its own for the last backup: the least that a measurement can cost. */
function tar({ folder }: Place): Program | undefined {
  const version = versionOf('tar', '--version');
  if (version === undefined) return undefined;
  const repository = join(folder, 'tar.repository');
  const file = join(repository, 'backup.tar');
  return {
    ...inFolder(repository),
    name: 'tar',
    version,
    init() {
      rmSync(repository, { recursive: true, force: true });
      mkdirSync(repository);
    },
    backup: data => ({ command: ['tar', '--format=posix', '-cPf', file, data] }),
    restore(target) {
      mkdirSync(target);
      return { command: ['tar', '-xf', file, '-C', target] };
    },
    check: () => ({ command: ['tar', '-tPf', file] }),
  };
}

function inFolder(repository: string): Pick<Program, 'size' | 'remove'> {
  return {
    size: () =>
      readdirSync(repository, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0),
    remove: () => rmSync(repository, { recursive: true }),
  };
}

function perform({ command: [program, ...parameters], environment }: Command): void {
  const { status, stderr } = spawnSync(program!, parameters, { env: { ...process.env, ...environment } });
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} failed: ${stderr}`);
}

function versionOf(program: string, option: string): string | undefined {
  const { stdout, error } = spawnSync(program, [option], { encoding: 'utf8' });
  return error === undefined ? stdout.trim().split('\n')[0] : undefined;
}
