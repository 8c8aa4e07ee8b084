import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesThatStay, knownToParent, serviceStates } from '../../packages/resite/test/support/windows-site/judge.ts';
import type { WindowsSite } from '../../packages/resite/test/support/windows-site/windows-site.ts';

interface Claim {
  readonly claim: string;
  readonly ok: boolean;
  readonly found: string;
}

interface Before {
  readonly cwd: string;
  /** Of the services, as they were before the disaster. */
  readonly before: readonly string[];
  /** When the parent had heard of the site last, in seconds since 1970. */
  readonly reported: number;
}

/** What came of the restore, as Samba's tools, stock restic, the disk and the database of the parent say. */
export async function prove(site: WindowsSite, { cwd, before, reported }: Before): Promise<Claim[]> {
  const now = await serviceStates(site.branch);
  const known = knownToParent(site, 'S01');
  return [
    restic(cwd),
    filesAreBack(site, cwd),
    { claim: 'Every service runs as before', ok: now.join() === before.join(), found: now.join(', ') },
    {
      claim: 'The parent reports S01 ACTIVE, on a report of the new server',
      ok: known.status === 1 && known.reported > reported,
      found: new Date(known.reported * 1000).toISOString(),
    },
  ];
}

const repository = ['-r', 'backups', '--password-file', 'repository.password', '--no-cache'];

function restic(cwd: string): Claim {
  const run = (...args: string[]) => execFileSync('restic', [...repository, ...args], { cwd, encoding: 'utf8' });
  const said = run('check', '--read-data').trim().split('\n').at(-1) ?? '';
  run('restore', 'latest', '--target', 'by-restic');
  return { claim: 'Stock restic finds the repository whole', ok: said === 'no errors were found', found: said };
}

function filesAreBack({ branch }: WindowsSite, cwd: string): Claim {
  const restored = join(cwd, 'by-restic');
  const still = filesThatStay(restored);
  const different = still.filter(path => {
    const found = join(branch.folder, path.slice(restored.length));
    return Buffer.compare(readFileSync(found), readFileSync(path)) !== 0;
  });
  return {
    claim: 'Every file that no service writes is on the disk of the new server, byte for byte',
    ok: different.length === 0 && still.length > 0,
    found: different.length > 0 ? `different: ${different.join(', ')}` : `${still.length} equal`,
  };
}
