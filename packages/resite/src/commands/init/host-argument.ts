import { resolve } from 'node:path';
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
