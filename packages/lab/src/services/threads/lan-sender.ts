import { join } from 'node:path';
import { readDword, readString } from '@resite/registry/values';
import { exists, listBox, moveFile, putCopy, removeFile } from '../../sms/box.ts';
import { takeFault } from '../../sms/faults.ts';
import { readJob } from '../../sms/job.ts';
import { componentKey, smsKey } from '../../sms/registry-keys.ts';
import type { TraceLog } from '../../sms/trace-log.ts';
import { lanOutbox } from './scheduler.ts';
import { type MakeThread, serviceResponse, type ThreadSettings } from './thread.ts';

/** Copies what is to be sent into the share SMS_SITE of the other site; what cannot be sent now stays for the next pass. */
export const lanSender: MakeThread = settings => {
  const { site } = settings;
  const requests = site.folder('SITE.SRV', 'SENDER.BOX', 'REQUESTS', lanOutbox);
  return {
    ...settings,
    logName: 'LANSEND.LOG',
    interval: serviceResponse,
    pass: async log => {
      // Requests under way when the sender was stopped begin again.
      for (const name of await listBox(requests, '.SRS')) {
        await moveFile(join(requests, name), join(requests, name.replace(/\.SRS$/, '.SRQ')));
      }
      const waiting = await listBox(requests, '.SRQ');
      if (waiting.length === 0) return;
      const capacity = await sendingCapacity(settings);
      if (capacity === 0) return log('Used 0 out of 0, no sending capacity.');
      for (const name of waiting) {
        await send(settings, requests, name, log).catch((error: Error) => log(`Error: ${error.message}`));
      }
    },
  };
};

/** A request that cannot be served now stays, and is tried again in the next pass. */
async function send({ site, service }: ThreadSettings, requests: string, name: string, log: TraceLog) {
  const started = join(requests, name.replace(/\.SRQ$/, '.SRS'));
  await moveFile(join(requests, name), started);
  const { destination, name: sentAs } = await readJob(started);
  const payload = site.folder('SITE.SRV', 'SENDER.BOX', 'TOSEND', name.replace(/\.SRQ$/, '.PAY'));
  const share = await addressOf({ service, site }, destination);
  const receive = await service.call('network.folder', share);
  // After a power loss the content may have arrived already, and only its request be left.
  const isLost = /\.CT2$/i.test(sentAs) && (await takeFault(service, 'Lost Reports'));
  if (!isLost && (await exists(payload))) await putCopy(receive, sentAs, payload);
  await removeFile(payload);
  await removeFile(started);
  await log(`Sent ${sentAs} to site ${destination} through ${share}.`);
}

async function sendingCapacity({ service, component }: ThreadSettings): Promise<number> {
  const value = await service.value(componentKey(component), 'Maximum Concurrent Sendings');
  return value === undefined ? 0 : readDword(value);
}

async function addressOf(
  { service, site }: Pick<ThreadSettings, 'service' | 'site'>,
  destination: string,
): Promise<string> {
  const key = `${smsKey}\\Sites\\${site.code}\\Addresses\\${destination}\\${lanOutbox}`;
  const value = await service.value(key, 'Address');
  if (value === undefined) throw new Error(`no address for site ${destination}`);
  return readString(value);
}
