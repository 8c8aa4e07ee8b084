import type { Negotiated, WindowsProbe } from '@resite/host/windows/probe';
import type { WindowsSettings } from '@resite/host/windows/settings';
import { type Check, conclude } from '../check.ts';
import { look } from './look.ts';

/**
 * The way to a Windows computer, step by step until the account is in or something is in the way, and what the account may do. `isOpen`
 * tells whether it is in. Changes nothing.
 */
export async function examineWindows(
  settings: Pick<WindowsSettings, 'address' | 'user' | 'protocol'>,
  probe: WindowsProbe,
): Promise<{ readonly checks: Check[]; readonly isOpen: boolean }> {
  const checks: Check[] = [];
  const add = async (check: Promise<Check>) => {
    checks.push(await check);
    return checks.at(-1)!.ok;
  };
  const closed = { checks, isOpen: false };

  if (!(await add(look('host-name', async () => ({ found: (await probe.addresses()).join(', ') }))))) return closed;

  let port = 0;
  const opens = async () => {
    port = await probe.port();
    return { found: `port ${port}` };
  };
  if (!(await add(look('host-port', opens)))) return closed;

  let negotiated: Negotiated | undefined;
  const agrees = async () => {
    negotiated = await probe.protocol(port);
    if (negotiated !== undefined) return { found: words(negotiated) };
    const speaks = await probe.speaks(port);
    const found = { NT1: 'it knows only SMB 1', SMB2: 'it knows none of those that are allowed', none: 'it hangs up' };
    return { good: false, found: found[speaks ?? 'none'] };
  };
  if (!(await add(look('host-protocol', agrees)))) return closed;
  checks.push(safety(negotiated!, settings.protocol?.min === 'NT1'));

  const logsOn = async () => {
    const { name, versionMajor, versionMinor } = await probe.logOn();
    return { found: `${settings.user}; ${name} says that it is Windows ${versionMajor}.${versionMinor}` };
  };
  const isIn = await add(look('host-logon', logsOn));
  const librariesMiss = !isIn && checks.at(-1)?.code === 'SMB_LIBRARY_MISSING';
  if (librariesMiss) checks.push(conclude({ ...missing, found: checks.pop()!.found }));
  if (!isIn) return closed;

  await add(
    look('host-rights', async () => {
      const lacking = (await probe.rights()).filter(({ granted }) => !granted).map(({ to }) => to);
      return {
        good: lacking.length === 0,
        found: lacking.length === 0 ? 'all of them' : `may not ${lacking.join(', ')}`,
      };
    }),
  );
  return { checks, isOpen: true };
}

const missing = { id: 'host-libraries', good: false } as const;

function safety({ protocol, signing }: Negotiated, isOldAllowed: boolean): Check {
  const id = 'host-protocol-safe';
  if (protocol === 'NT1') {
    const found = `SMB 1, ${signing === 'none' ? 'neither signed nor encrypted' : 'not encrypted'}`;
    return conclude({ id, good: false, found });
  }
  if (!isOldAllowed) return conclude({ id, good: true, found: 'signed' });
  return conclude({
    id,
    good: false,
    found: 'SMB 1 is allowed in resite.yaml, and this host does not need it',
    remedy: 'Take min: NT1 out of its protocol: who can change what is said may make both sides fall back to SMB 1.',
  });
}

function words({ protocol, signing, encryption }: Negotiated): string {
  const wants = signing === 'required' ? ', wants signatures' : '';
  return `${versions[protocol]}${wants}${encryption ? ', can encrypt' : ''}`;
}

const versions: Readonly<Record<Negotiated['protocol'], string>> = {
  NT1: 'SMB 1',
  SMB2: 'SMB 2',
  SMB2_02: 'SMB 2.0.2',
  SMB2_10: 'SMB 2.1',
  SMB3_00: 'SMB 3.0',
  SMB3_02: 'SMB 3.0.2',
  SMB3_11: 'SMB 3.1.1',
};
