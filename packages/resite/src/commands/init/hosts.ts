import { join, resolve } from 'node:path';
import { readLab } from '@resite/lab';
import { InvalidArgumentError } from 'commander';

/** A computer to look at, with an absolute path. */
export interface HostArgument {
  readonly name: string;
  readonly driver: 'lab' | 'image';
  readonly path: string;
  /** Password file of the service account, where it is known. */
  readonly passwordFile?: string;
}

/** `NAME=DRIVER:PATH` */
export function parseHost(text: string): HostArgument {
  const [, name, driver, path] = text.match(/^([A-Za-z0-9][\w.-]*)=([a-z]+):(.+)$/) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError('It must be NAME=DRIVER:PATH.');
  if (driver !== 'lab' && driver !== 'image') throw new InvalidArgumentError('The drivers are lab and image.');
  return { name, driver, path: resolve(path) };
}

/** All machines of a lab; `LAB_MISSING` when the folder holds none. A lab keeps the password of its service accounts. */
export async function labHosts(folder: string): Promise<HostArgument[]> {
  const { machines } = await readLab(folder);
  return Object.keys(machines).map(name => ({
    name,
    driver: 'lab',
    path: join(folder, name),
    passwordFile: join(folder, 'service.password'),
  }));
}
