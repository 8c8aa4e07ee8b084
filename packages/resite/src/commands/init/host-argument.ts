import type { HostSettings } from '@resite/procedure';
import { InvalidArgumentError } from 'commander';
import { plainPath } from '../../plain-path.ts';

/** A computer to look at. */
export interface HostArgument {
  readonly name: string;
  readonly settings: HostSettings;
  /** Password file of the service account, where it is known. */
  readonly passwordFile?: string;
}

/** `NAME=DRIVER:PATH` */
export function parseHost(text: string): HostArgument {
  const [, name, driver, path] = text.match(/^([A-Za-z0-9][\w.-]*)=([a-z]+):(.+)$/) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError('It must be NAME=DRIVER:PATH.');
  const at = plainPath(path);
  if (driver === 'lab') return { name, settings: { driver, machine: at } };
  if (driver === 'image') return { name, settings: { driver, folder: at } };
  const windows = driver === 'windows' ? ' A running Windows computer is named with --windows ADDRESS.' : '';
  throw new InvalidArgumentError(`The drivers are lab and image.${windows}`);
}
