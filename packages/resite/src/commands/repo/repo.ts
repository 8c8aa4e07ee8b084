import type { CompressionMode } from '@resite/repository';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { allCommands, fullName } from '../../command-tree.ts';
import { addExamples, type RunCommand } from '../define.ts';
import { addBackup } from './backup.ts';
import { addCat } from './cat.ts';
import { addCheck } from './check.ts';
import { addCopy } from './copy.ts';
import { addDiff } from './diff.ts';
import { addDump } from './dump.ts';
import { addFind } from './find.ts';
import { addForget } from './forget.ts';
import { addInit } from './init.ts';
import { addKey } from './key.ts';
import { addList } from './list.ts';
import { addLs } from './ls.ts';
import { addMigrate } from './migrate.ts';
import { addPrune } from './prune.ts';
import { addRecover } from './recover.ts';
import { addRepair } from './repair.ts';
import { addRestore } from './restore.ts';
import { addRewrite } from './rewrite.ts';
import { addSnapshots } from './snapshots.ts';
import { addStats } from './stats.ts';
import { addTag } from './tag.ts';
import { addUnlock } from './unlock.ts';

const groups = [
  [addInit, addBackup, addRestore, addSnapshots, addLs, addCheck],
  [
    addForget,
    addPrune,
    addKey,
    addUnlock,
    addDiff,
    addFind,
    addStats,
    addDump,
    addCopy,
    addTag,
    addRewrite,
    addRepair,
    addRecover,
    addMigrate,
    addList,
    addCat,
  ],
];

/** They read files that never change, or what locks do not protect. */
const withoutLock = new Set(['init', 'snapshots', 'ls', 'unlock', 'key list']);

/** They change nothing in the repository. */
const readOnly = new Set(['restore', 'check', 'diff', 'find', 'stats', 'dump', 'list', 'cat']);

const storesData = new Set(['backup', 'forget', 'prune', 'copy', 'rewrite']);

const modes: readonly CompressionMode[] = ['off', 'auto', 'fastest', 'better', 'max'];

export function addRepoCommands(parent: Command, runCommand: RunCommand): void {
  const repo = parent.command('repo').description('Work with a restic repository and plain folders, without any site.');
  addExamples(
    repo,
    ['resite repo init -r ./backups --password-file ./repository.password', 'create a repository'],
    ['resite repo backup ./data -r ./backups --password-file ./repository.password', 'save a folder'],
  );
  for (const add of groups.flat()) add(repo, runCommand);
  for (const command of allCommands(repo).filter(one => one.commands.length === 0)) {
    const name = fullName(command).slice(fullName(repo).length + 1);
    if (withoutLock.has(name)) continue;
    command.option('--retry-lock <time>', 'wait for the locks of others: 30s, 5m or 1h', parseWait);
    if (readOnly.has(name))
      command.option('--no-lock', 'take no lock and heed none; what others remove meanwhile is missed');
  }
  for (const command of repo.commands.filter(one => storesData.has(one.name()))) {
    command
      .addOption(new Option('--compression <mode>', 'how much work to make the data small').choices(modes))
      .option('--pack-size <MiB>', 'size of new packs, from 4 to 128');
  }
}

const seconds = { s: 1, m: 60, h: 3600 } as const;

function parseWait(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Write it like 30s, 5m or 1h.');
  return Number(count) * seconds[unit as keyof typeof seconds] * 1000;
}
