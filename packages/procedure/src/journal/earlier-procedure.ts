import { z } from 'zod';

/** By type of the action: how a field was called, and how it is called now. */
const renamed: Readonly<Record<string, readonly (readonly [was: string, is: string])[]>> = {
  'check-before-backup': [
    ['site', 'host'],
    ['siteCode', 'site'],
    ['parent', 'parentHost'],
    ['parentCode', 'parentSite'],
  ],
  'check-before-restore': [
    ['target', 'host'],
    ['parent', 'parentHost'],
  ],
  capture: [['siteCode', 'site']],
  'commit-snapshot': [['parent', 'parentHost']],
  'decide-ids': [['parent', 'parentHost']],
  'describe-logon-servers': [['site', 'description']],
  'resend-control-file': [
    ['target', 'host'],
    ['parent', 'parentHost'],
  ],
  'confirm-site': [
    ['target', 'host'],
    ['parent', 'parentHost'],
  ],
  'confirm-rehearsal': [['target', 'host']],
};

const action = z.looseObject({ type: z.string() });
const earlier = z.looseObject({
  siteCode: z.string(),
  sites: z.array(z.string()).optional(),
  steps: z.array(z.looseObject({ action })),
});

/** A procedure in the words of this version when it was written in those of an earlier one, which had `siteCode`; all else as it is. */
export function bringUp(found: unknown): unknown {
  const { data } = earlier.safeParse(found);
  if (data === undefined) return found;
  const { siteCode, sites = [siteCode], ...others } = data;
  const steps = data.steps.map(step => ({ ...step, action: renameFields(step.action) }));
  return { ...others, sites, steps };
}

function renameFields(found: z.infer<typeof action>): Record<string, unknown> {
  const renaming = new Map(renamed[found.type]);
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [renaming.get(name) ?? name, value]));
}
