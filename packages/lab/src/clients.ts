import type { LabClient } from './status.ts';

/** Lets new clients log on at the site's server: each takes an SMS ID from its UID file and leaves its first inventory. */
export async function joinClients(_folder: string, _siteCode: string, _count: number): Promise<LabClient[]> {
  throw new Error('under construction');
}
