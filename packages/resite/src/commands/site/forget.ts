import type { Command } from 'commander';
import { siteSettings } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { configIfAny } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addRules, forgetByRules, type RuleOptions } from '../repo/forget.ts';

export function addForget(parent: Command, perform: Perform): void {
  const forget = addRules(
    parent
      .command('forget')
      .description('Remove the snapshots of a site that no rule keeps. Their data stays until prune.')
      .argument('<site>', 'site code'),
  );
  addExamples(
    forget,
    ['resite forget S01 --keep-last 7 --keep-monthly 12 --dry-run', 'what would go?'],
    ['resite forget S01 --keep-last 7 --keep-monthly 12 --prune', 'let it go, and free the space'],
  );
  setHandler(forget, perform, forgetOfSite);
}

/** All snapshots of the site are one group: that their paths changed once is no reason to keep some for ever. */
async function forgetOfSite(context: Context, typed: string, options: RuleOptions): Promise<void> {
  const code = typed.toUpperCase();
  const config = await configIfAny(context.options);
  if (config !== undefined) siteSettings(config, code);
  await forgetByRules(context, options, { tags: [[`site:${code}`]], groupBy: [] });
}
