import { componentKey } from './registry-keys.ts';

/**
 * The site reporter numbers its reports. A number passes through three hands one after another: the reporter's own
 * box, the scheduler's box, the registry. As long as the executive runs, the hands are at different numbers; when it stops
 * it brings all three to the same one. What captures the site while it runs gets three numbers that do not agree.
 * (The lab's own invention, in place of all that real components kept in several places at once.)
 */
export const reportNumberFiles = {
  reporter: ['SITE.SRV', 'SITEREP.BOX', 'REPORT.SEQ'],
  scheduler: ['SITE.SRV', 'SCHEDULE.BOX', 'REPORT.SEQ'],
} as const;

export const reportNumberKey = componentKey('SMS_SITE_REPORTER');
export const reportNumberValue = 'Last Report';
