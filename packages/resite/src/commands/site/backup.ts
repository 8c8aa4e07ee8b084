import { prepareBackup } from '@resite/procedure';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { promptOf, runProcedure } from './run-procedure.ts';
import { siteSetting } from './site-setting.ts';

export function addBackup(parent: Command, perform: Perform): void {
  const backup = parent
    .command('backup')
    .description(
      'Back up a secondary site: with its services and those of its parent stopped, and returned afterwards.',
    )
    .argument('<site>', 'site code')
    .option('-n, --dry-run', 'only print the steps');
  addExamples(
    backup,
    ['resite backup S01', 'make a snapshot of the site'],
    ['resite backup S01 --dry-run', 'what would be done?'],
  );
  setHandler(backup, perform, backupSite);
}

async function backupSite(context: Context, code: string, options: { dryRun?: boolean }): Promise<void> {
  const setting = await siteSetting(context, code);
  const procedure = await prepareBackup(setting);
  if (options.dryRun === true) context.emit({ message_type: 'procedure', procedure, format: 'text' });
  else await runProcedure(context, procedure, { state: setting.config.state, ...promptOf(context) });
}
