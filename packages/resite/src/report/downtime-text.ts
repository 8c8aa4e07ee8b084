import type { Downtime, Report } from '@resite/procedure';
import { formatSeconds } from '../text.ts';

/** How long a host's services were down, in words. */
export function downtimeText({ host, seconds, over, returned }: Downtime, status: Report['status']): string {
  const isOpen = returned !== true && (status === 'running' || status === 'unsettled' || status === 'cut-off');
  const rest = over ? '' : isOpen ? ' and still down' : ' at most: when they were back could not be recorded';
  return `${host} ${formatSeconds(seconds)}${rest}`;
}
