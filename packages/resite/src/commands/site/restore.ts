import { prepareRestore } from '@resite/procedure';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addReportOption } from '../../report/write-report.ts';
import { addExamples, type Perform, parseCount, setHandler } from '../define.ts';
import { type KnownIdsOption, knownIdsOption, readKnownIds } from './known-ids.ts';
import { parkQueuesOption } from './park-queues.ts';
import { promptOf, runProcedure } from './run-procedure.ts';
import { siteSetting } from './site-setting.ts';

interface Options extends KnownIdsOption {
  readonly parkQueues?: boolean;
  readonly resendAfter: number;
  readonly to?: string;
  readonly snapshot: string;
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly report?: string;
}

export function addRestore(parent: Command, perform: Perform): void {
  const restore = parent
    .command('restore')
    .description('Restore a secondary site to a bare server of the same name, with its parent stopped meanwhile.')
    .argument('<site>', 'site code')
    .option('--to <host>', 'host of resite.yaml that takes the site (default: the host of the site)')
    .option('--snapshot <id>', 'which snapshot', 'latest')
    .option(
      '--wait <minutes>',
      'how long to wait for the services, and then for the signs of a working site',
      parseCount,
      45,
    )
    .option(
      '--resend-after <minutes>',
      'how long to wait for a word at the parent before the site control file is sent again',
      parseCount,
      30,
    )
    .addOption(parkQueuesOption())
    .addOption(knownIdsOption())
    .option('-n, --dry-run', 'only print the steps');
  addReportOption(restore);
  addExamples(
    restore,
    ['resite restore S01 --to BRANCH1', 'the latest snapshot of the site'],
    ['resite restore S01 --report restore.html', 'with a page about it, to keep'],
    ['resite restore S01 --snapshot 1a2b3c4d --dry-run', 'what would be done with an older one?'],
    ['resite restore S01 --park-queues', 'with an old snapshot: old messages are not sent again'],
    ['resite restore S01 --known-ids ids.txt', 'with a list of SMS IDs that are in use'],
  );
  setHandler(restore, perform, restoreSite);
}

async function restoreSite(context: Context, code: string, options: Options): Promise<void> {
  const { to, snapshot, wait, resendAfter, parkQueues = false, dryRun, report } = options;
  const setting = await siteSetting(context, code, to);
  const knownIds = await readKnownIds(options);
  const prompt = promptOf(context);
  const procedure = await prepareRestore({
    ...setting,
    snapshot,
    minutes: wait,
    resendAfter,
    parkQueues,
    knownIds,
    ...prompt,
  });
  if (dryRun === true) context.emit({ message_type: 'procedure', procedure, format: 'text' });
  else await runProcedure(context, procedure, { state: setting.config.state, report, ...prompt });
}
