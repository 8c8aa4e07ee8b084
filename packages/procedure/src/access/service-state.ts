import type { ServiceState } from '@resite/host';

/** A pending state is on its way; what counts is where it leads. */
export const settled = (state: ServiceState): 'running' | 'stopped' =>
  state === 'running' || state === 'start-pending' ? 'running' : 'stopped';
