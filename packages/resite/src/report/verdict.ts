import type { Report } from '@resite/procedure';
import type { Check } from '@resite/site';
import type { DoctorEvent } from '../reporters/site-events.ts';
import { plural } from '../text.ts';

/** What was checked, and what for. */
export interface Checked {
  readonly site: string;
  readonly purpose: 'backup' | 'restore';
  readonly checks: readonly Check[];
}

/** What all the checks come to, in a sentence. */
export function verdictOfChecks({ site, purpose, checks }: Checked): Verdict {
  return verdictOf(`${site} can`, purpose === 'backup' ? 'be backed up' : 'be restored', checks);
}

/** What a look at a host comes to. */
export function verdictOfHost({ host, complete, checks }: Pick<DoctorEvent, 'host' | 'complete' | 'checks'>): Verdict {
  const { ok, text } = verdictOf(`${host} can`, 'be used', checks);
  return { ok, text: complete ? text : `${text}; what lies behind that was not looked at` };
}

interface Verdict {
  readonly ok: boolean;
  readonly text: string;
}

/** `can` is as `S01 can`. */
function verdictOf(can: string, what: string, checks: readonly Check[]): Verdict {
  const count = (severity: Check['severity']) =>
    checks.filter(check => !check.ok && check.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors > 0) return { ok: false, text: `${can}not ${what}: ${plural(errors, 'check')} failed` };
  const part = checks.some(({ ok, leavesOut }) => !ok && leavesOut === true) ? ' in part' : '';
  return { ok: true, text: `${can} ${what}${part}: ${plural(checks.length, 'check')}, ${plural(warnings, 'warning')}` };
}

export const kinds = { backup: 'Backup', restore: 'Restore', rehearsal: 'Rehearsal' } as const satisfies Record<
  Report['kind'],
  string
>;

const outcomes = {
  running: 'is running',
  'cut-off': 'was cut off',
  done: 'is done',
  partial: 'is done in part',
  failed: 'failed',
  interrupted: 'was interrupted',
  unsettled: 'ended with SERVICES NOT IN THEIR RECORDED STATE',
} as const satisfies Record<Report['status'], string>;

/** What a run came to, and how it left the servers. */
export function verdictOfRun({ kind, sites, status, changed }: Report): {
  readonly ok: boolean;
  readonly text: string;
} {
  const early = status === 'failed' || status === 'interrupted';
  const left =
    kind === 'rehearsal'
      ? '; the site and its parent were not touched'
      : changed
        ? '; every service is in its recorded state'
        : '; nothing was changed';
  return {
    ok: status === 'done',
    text: `${kinds[kind]} of ${sites.join(', ')} ${outcomes[status]}${early ? left : ''}`,
  };
}
