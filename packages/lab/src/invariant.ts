import { diskFiles, type Files, type Host, openHiveRegistry, type Registry } from '@resite/host';
import { readDword, readString } from '@resite/registry/values';
import { identification, identificationKey } from './sms/registry-keys.ts';
import { reportNumberFiles, reportNumberKey, reportNumberValue } from './sms/report-number.ts';

/** The three places where the site keeps the number of its latest report. */
export interface ReportNumbers {
  /** Content of `SITE.SRV\SITEREP.BOX\REPORT.SEQ`. */
  reporter: string;
  /** Content of `SITE.SRV\SCHEDULE.BOX\REPORT.SEQ`. */
  scheduler: string;
  /** Value `Last Report` of `HKLM\SOFTWARE\Microsoft\SMS\Components\SMS_SITE_REPORTER`. */
  registry: string;
}

export interface InvariantResult {
  readonly holds: boolean;
  readonly numbers: ReportNumbers;
}

/**
 * Do the three numbers of a site agree? They do whenever SMS_EXECUTIVE was stopped in order, and hardly ever while it
 * runs. Takes a host, the folder of a machine that is off, or the numbers as they were captured.
 */
export async function checkInvariant(of: Host | string | ReportNumbers): Promise<InvariantResult> {
  const numbers = await readNumbers(of);
  const values = [numbers.reporter, numbers.scheduler, numbers.registry].map(text => Number.parseInt(text, 10));
  return { holds: values.every(value => Number.isInteger(value) && value === values[0]), numbers };
}

async function readNumbers(of: Host | string | ReportNumbers): Promise<ReportNumbers> {
  if (typeof of === 'string') {
    const registry = await openHiveRegistry(of);
    return numbersOf(diskFiles(of), { value: async (path, name) => registry.value(path, name) });
  }
  return 'files' in of ? numbersOf(of.files, of.registry) : of;
}

async function numbersOf(files: Pick<Files, 'read'>, registry: Pick<Registry, 'value'>): Promise<ReportNumbers> {
  const root = await registry.value(identificationKey, identification.installationDirectory);
  if (root === undefined) throw new Error('there is no SMS site');
  const read = async (names: readonly string[]) =>
    (await files.read([readString(root), ...names].join('\\'))).toString('latin1').trim();
  const number = await registry.value(reportNumberKey, reportNumberValue);
  return {
    reporter: await read(reportNumberFiles.reporter),
    scheduler: await read(reportNumberFiles.scheduler),
    registry: number === undefined ? '' : String(readDword(number)),
  };
}
