import { join } from 'node:path';
import { isResiteError, ResiteError } from '@resite/errors';
import { labHost } from '@resite/host';
import { labSite, readLab } from '../lab-file.ts';
import type { LabRemedy } from '../remedy.ts';
import type { Fault, Undo } from './fault.ts';
import { parentFaults } from './parent-faults.ts';
import { signFaults } from './sign-faults.ts';
import { siteFaults } from './site-faults.ts';
import { targetFaults } from './target-faults.ts';

/** Faults that a lab can produce, each under the ID of the check that finds it. */
export const labFaults = { ...parentFaults, ...siteFaults, ...targetFaults, ...signFaults } as const satisfies Record<
  string,
  Fault
>;

export type LabFaultName = keyof typeof labFaults;

/**
 * Lets something go wrong at the secondary site of a lab that is up. Returns what puts it right again: it works as long as
 * nothing else has changed the same thing. A procedure that is under way loses the right to change the machines. `USAGE` for a fault that the lab does not know.
 */
export async function makeFault(folder: string, name: string, siteCode = 'S01'): Promise<Undo> {
  const fault: Fault | undefined = Object.hasOwn(labFaults, name) ? labFaults[name as LabFaultName] : undefined;
  if (fault === undefined) {
    throw new ResiteError('USAGE', `the lab knows no fault ${name}`, {
      remedy: { kind: 'list-faults', folder } satisfies LabRemedy,
    });
  }
  const lab = await readLab(folder);
  const site = labSite(lab, siteCode);
  const parentMachine = labSite(lab, site.parent).machine;
  const host = labHost({ name: site.machine, machine: join(folder, site.machine) });
  const parent = labHost({ name: parentMachine, machine: join(folder, parentMachine) });
  const close = () => Promise.all([host.close(), parent.close()]);
  try {
    const undo = await fault.make({ folder, site, host, parent, machine: site.machine, parentMachine });
    return async () => {
      // Another may have changed the machines since; whoever puts things right has the last word.
      for (const each of [host, parent]) await each.claim().catch(whenDown);
      await undo();
      await close();
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A machine that was switched off is switched on. */
function whenDown(error: unknown): void {
  if (!isResiteError(error, 'HOST_DOWN')) throw error;
}
