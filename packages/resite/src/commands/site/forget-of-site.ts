import { upcase } from '@resite/registry/names';
import { siteSettings } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { configIfAny } from '../../repository-access.ts';
import { forgetByRules, type RuleOptions } from '../repo/forget-in-repository.ts';
import { tellOpenRuns } from './open-runs.ts';

/** All snapshots of the site are one group: that their paths changed once is no reason to keep some for ever. */
export async function forgetOfSite(context: Context, typed: string, options: RuleOptions): Promise<void> {
  const code = upcase(typed);
  const config = await configIfAny(context.options);
  if (config !== undefined) {
    siteSettings(config, code);
    tellOpenRuns(context, { state: config.state, sites: [code], hosts: [] });
  }
  await forgetByRules(context, options, { tags: [[`site:${code}`]], groupBy: [] });
}
