import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listBox, moveFile, removeFile } from '../../sms/box.ts';
import { createJob, readJob } from '../../sms/job.ts';
import { type MakeThread, serviceResponse } from './thread.ts';

/** The outbox of the default LAN sender. */
export const lanOutbox = 'LAN_DEFA.000';

/** Makes jobs of the control files for the parent, and send requests (SRQ) of jobs. */
export const scheduler: MakeThread = settings => {
  const { site } = settings;
  const box = site.folder('SITE.SRV', 'SCHEDULE.BOX');
  const controlFiles = site.folder('SITE.SRV', 'SITECFG.BOX');
  const toSend = site.folder('SITE.SRV', 'SENDER.BOX', 'TOSEND');
  const requests = site.folder('SITE.SRV', 'SENDER.BOX', 'REQUESTS', lanOutbox);
  const began = Date.now() - 1000; // file systems are some milliseconds behind
  return {
    ...settings,
    logName: 'SCHED.LOG',
    interval: serviceResponse,
    pass: async log => {
      // At a site without a parent the hierarchy manager reads them where they are.
      for (const name of site.parent === '' ? [] : await listBox(controlFiles, '.CT2')) {
        await createJob(site, {
          destination: site.parent,
          name,
          take: path => moveFile(join(controlFiles, name), path),
        });
        await log(`Created a job that sends ${name} to site ${site.parent}.`);
      }
      for (const name of await listBox(box, '.JOB')) {
        const id = name.slice(0, -4);
        const { destination } = await readJob(join(box, name));
        await moveFile(join(box, `${id}.PAY`), join(toSend, `${id}.PAY`));
        await moveFile(join(box, name), join(requests, `${id}.SRQ`));
        await log(`Send request ${id} to site ${destination} is in outbox ${lanOutbox}.`);
      }
      for (const name of await listBox(box, '.TMP')) await removeLeftBehind(join(box, name), began);
    },
  };
};

/** One that a power loss has left: a younger file is being written by another thread. */
async function removeLeftBehind(path: string, began: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && found.mtimeMs < began) await removeFile(path);
}
