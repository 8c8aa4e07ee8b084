import type { Command } from 'commander';
import { addExamples, type Perform } from '../define.ts';
import { addBackup } from './backup.ts';
import { addCheck } from './check.ts';
import { addInit } from './init.ts';
import { addLs } from './ls.ts';
import { addRestore } from './restore.ts';
import { addSnapshots } from './snapshots.ts';

export function addRepoCommands(parent: Command, perform: Perform): void {
  const repo = parent.command('repo').description('Work with a restic repository and plain folders, without any site.');
  addExamples(
    repo,
    ['resite repo init -r ./backups --password-file ./repository.password', 'create a repository'],
    ['resite repo backup ./data -r ./backups --password-file ./repository.password', 'save a folder'],
  );
  for (const add of [addInit, addBackup, addRestore, addSnapshots, addLs, addCheck]) add(repo, perform);
}
