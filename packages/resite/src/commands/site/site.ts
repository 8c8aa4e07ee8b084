import type { Command } from 'commander';
import type { RunCommand } from '../define.ts';
import { addEvidenceCommands } from '../rehearse/evidence-commands.ts';
import { addRehearse } from '../rehearse/rehearse.ts';
import { addBackup } from './backup.ts';
import { addCheck } from './check.ts';
import { addDrift } from './drift.ts';
import { addForget } from './forget.ts';
import { addHistory } from './history.ts';
import { addIds } from './ids.ts';
import { addPlan } from './plan.ts';
import { addRestore } from './restore.ts';
import { addResume } from './resume.ts';
import { addSnapshots } from './snapshots.ts';
import { addStatus } from './status.ts';

/** The commands for sites stand at the top: they are what Resite is for. */
export function addSiteCommands(parent: Command, runCommand: RunCommand): void {
  for (const add of [
    addCheck,
    addPlan,
    addBackup,
    addSnapshots,
    addDrift,
    addRestore,
    addRehearse,
    addForget,
    addIds,
    addStatus,
    addHistory,
    addResume,
    addEvidenceCommands,
  ])
    add(parent, runCommand);
}
