import { readFile } from 'node:fs/promises';
import { formatIni, getIni, parseIni, setIni } from '@resite/site/ini';
import { putFile, randomName } from './box.ts';
import type { Site } from './site.ts';

/** A system job ("mini-job"): one file that is to reach the RECEIVE folder of another site under this name. */
export interface Job {
  readonly destination: string;
  readonly name: string;
}

export interface NewJob extends Job {
  /** Puts the content at this path. */
  take(path: string): Promise<void>;
}

/** The files of a job: `XXXXXXXX.PAY` beside `XXXXXXXX.JOB`, which is written last. */
export async function createJob(site: Site, { destination, name, take }: NewJob): Promise<void> {
  const id = randomName();
  const box = site.folder('SITE.SRV', 'SCHEDULE.BOX');
  await take(`${box}/${id}.PAY`);
  await putFile(box, `${id}.JOB`, formatJob({ destination, name }));
}

export function formatJob({ destination, name }: Job): Buffer {
  const ini = setIni(parseIni(Buffer.alloc(0)), 'Job', 'Destination', destination);
  return formatIni(setIni(ini, 'Job', 'Name', name));
}

/** Throws for a file that is no job. */
export async function readJob(path: string): Promise<Job> {
  const ini = parseIni(await readFile(path));
  const destination = getIni(ini, 'Job', 'Destination');
  const name = getIni(ini, 'Job', 'Name');
  if (!destination || !name || /[\\/:]/.test(name)) throw new Error(`${path} is no job`);
  return { destination, name };
}
