import { isResiteError, type ResiteError } from '@resite/errors';
import { connectHost, Journal, openSettings } from '@resite/procedure';
import { type Check, checkBeforeBackup, conclude, type Finding, firstFailure } from '@resite/site';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { promptOf } from './run-procedure.ts';
import { type SiteSetting, siteSetting } from './site-setting.ts';

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
  const setting = await siteSetting(context, code);
  const { host: name, parent, parentCode, hosts, siteCode } = setting;
  const host = connectHost(name, hosts[name]!);
  const parentHost = connectHost(parent, hosts[parent]!);
  try {
    const checks = [
      noOpenRun(setting),
      ...(await checkBeforeBackup({ siteCode, host, parentHost, parentCode })),
      await repositoryOpens(context, setting),
    ];
    context.emit({ message_type: 'checks', site: siteCode, checks });
    const failure = firstFailure(checks);
    if (failure !== undefined) throw failure;
  } finally {
    await Promise.all([host.close(), parentHost.close()]);
  }
}

/** Comes first: services that such a run has stopped explain much of what the other checks find. */
function noOpenRun({ config, hosts }: SiteSetting): Check {
  const journal = new Journal(config.state);
  try {
    const names = Object.keys(hosts);
    const title = `No other run is open on ${names.join(' or ')}`;
    return passes({ id: 'no-open-run', title, error: journal.conflict(names), found: 'none' });
  } finally {
    journal.close();
  }
}

async function repositoryOpens(context: Context, { repository }: SiteSetting): Promise<Check> {
  const open = async () => {
    const { prompt } = promptOf(context);
    await (await openSettings(repository, { prompt, signal: context.signal })).close();
  };
  const error = await open().then(
    () => undefined,
    (thrown: unknown) => {
      if (isResiteError(thrown) && thrown.code !== 'INTERRUPTED') return thrown;
      throw thrown;
    },
  );
  return passes({ id: 'repository-opens', error, found: repository.location });
}

/** Good unless there is an error, which then says what was found and what to do. */
function passes({ error, ...rest }: Passes): Check {
  return conclude({
    ...rest,
    good: error === undefined,
    ...(error && { code: error.code, found: error.message, ...(error.hint !== undefined && { remedy: error.hint }) }),
  });
}

interface Passes extends Pick<Finding, 'id' | 'title' | 'found'> {
  readonly error: ResiteError | undefined;
}
