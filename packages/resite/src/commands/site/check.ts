import { connectHost } from '@resite/procedure';
import { checkBeforeBackup, firstFailure } from '@resite/site';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { siteSetting } from './site-setting.ts';

export function addCheck(parent: Command, perform: Perform): void {
  const check = parent
    .command('check')
    .description('Check everything that must hold before a backup of the site. Changes nothing.')
    .argument('<site>', 'site code');
  addExamples(
    check,
    ['resite check S01', 'can the site be backed up now?'],
    ['resite check S01 --json', 'the same for programs'],
  );
  setHandler(check, perform, checkSite);
}

async function checkSite(context: Context, code: string): Promise<void> {
  const { host: name, parent, parentCode, hosts, siteCode } = await siteSetting(context, code);
  const host = connectHost(name, hosts[name]!);
  const parentHost = connectHost(parent, hosts[parent]!);
  try {
    const checks = await checkBeforeBackup({ siteCode, host, parentHost, parentCode });
    context.emit({ message_type: 'checks', site: siteCode, checks });
    const failure = firstFailure(checks);
    if (failure !== undefined) throw failure;
  } finally {
    await Promise.all([host.close(), parentHost.close()]);
  }
}
