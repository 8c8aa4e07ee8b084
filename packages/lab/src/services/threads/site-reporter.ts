import { readFile, writeFile } from 'node:fs/promises';
import { isSystemError } from '@resite/errors';
import { dwordValue, readDword } from '@resite/registry/values';
import { listBox, moveFile } from '../../sms/box.ts';
import { createJob } from '../../sms/job.ts';
import { reportNumberFiles, reportNumberKey, reportNumberValue } from '../../sms/report-number.ts';
import { type MakeThread, serviceResponse, type ThreadSettings } from './thread.ts';

/** Sends what the parent is to know, and numbers its reports (`report-number.ts`). */
export const siteReporter: MakeThread = settings => {
  const { site } = settings;
  const box = site.folder('SITE.SRV', 'SITEREP.BOX');
  const numbers = reportNumbers(settings);
  return {
    ...settings,
    logName: 'SITEREP.LOG',
    interval: serviceResponse,
    pass: async log => {
      await numbers.advance();
      for (const name of await listBox(box, '.MIF')) {
        if (site.parent === '') continue;
        await createJob(site, { destination: site.parent, name, take: path => moveFile(`${box}/${name}`, path) });
        await log(`Created a job that sends ${name} to site ${site.parent}.`);
      }
    },
    finish: () => numbers.settle(),
  };
};

/** Each call of `advance` takes a new number to one of the three places in turn; `settle` takes the last one to all. */
function reportNumbers({ service, site }: ThreadSettings) {
  const files = Object.values(reportNumberFiles).map(names => site.folder(...names));
  const writers = [
    ...files.map(path => (number: number) => writeFile(path, `${number}\r\n`, { mode: 0o600 })),
    (number: number) => service.call('registry.setValue', reportNumberKey, dwordValue(reportNumberValue, number)),
  ];
  let number: number | undefined;

  /** After a power loss the three may differ; the highest one was given out. */
  const latest = async () => {
    const value = await service.value(reportNumberKey, reportNumberValue);
    return Math.max(value === undefined ? 0 : readDword(value), ...(await Promise.all(files.map(readNumber))));
  };

  return {
    advance: async () => {
      number = (number ?? (await latest())) + 1;
      await writers[number % writers.length]!(number);
    },
    settle: async () => {
      const last = number ?? (await latest());
      for (const write of writers) await write(last);
    },
  };
}

async function readNumber(path: string): Promise<number> {
  try {
    return Number.parseInt(await readFile(path, 'latin1'), 10) || 0;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}
