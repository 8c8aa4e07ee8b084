import type { Host } from '@resite/host';

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

/** Do the three numbers of a site agree? They do whenever its services are stopped. Takes a host, a machine folder, or numbers. */
export async function checkInvariant(_of: Host | string | ReportNumbers): Promise<InvariantResult> {
  throw new Error('under construction');
}
