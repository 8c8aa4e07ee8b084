import { join } from 'node:path';
import { readLab } from '@resite/lab/lab-file';
import type { HostArgument } from './host-argument.ts';

/** All machines of a lab; `LAB_MISSING` when the folder holds none. A lab keeps the password of its service accounts. */
export async function labHosts(folder: string): Promise<HostArgument[]> {
  const { machines } = await readLab(folder);
  return Object.keys(machines).map(name => ({
    name,
    settings: { driver: 'lab', machine: join(folder, name) },
    passwordFile: join(folder, 'service.password'),
  }));
}
