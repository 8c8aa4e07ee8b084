import { join } from 'node:path';
import { listBox, moveFile } from '../../sms/box.ts';
import { type MakeThread, serviceResponse } from './thread.ts';

/** Hands what other sites have put into RECEIVE (the share SMS_SITE) to the component that it is for. */
export const despooler: MakeThread = settings => {
  const { site } = settings;
  const receive = site.folder('SITE.SRV', 'DESPOOLR.BOX', 'RECEIVE');
  const boxes = {
    '.CT1': site.folder('SITE.SRV', 'SITECFG.BOX'),
    '.CT2': site.folder('SITE.SRV', 'SITECFG.BOX'),
    '.MIF': site.folder('SITE.SRV', 'DATALOAD.BOX', 'DELTAMIF.COL'),
  };
  return {
    ...settings,
    logName: 'DESPOOL.LOG',
    interval: serviceResponse,
    pass: async log => {
      for (const [extension, box] of Object.entries(boxes)) {
        for (const name of await listBox(receive, extension)) {
          await moveFile(join(receive, name), join(box, name));
          await log(`Received ${name}.`);
        }
      }
    },
  };
};
