import type { ServiceContext } from '../../service/service.ts';
import type { Site } from '../../sms/site.ts';
import type { TraceLog } from '../../sms/trace-log.ts';

export interface ThreadSettings {
  service: ServiceContext;
  site: Site;
  component: string;
  id: number;
}

/** One thread of the executive. */
export interface Thread extends ThreadSettings {
  /** Of its log in `LOGS`. */
  logName: string;
  /** Lab minutes between two passes. */
  interval: number;
  pass(log: TraceLog): Promise<void>;
  /** Called after the last pass. */
  finish?(): Promise<void>;
}

export type MakeThread = (settings: ThreadSettings) => Thread;

/** How often most threads look for work: the site property `Service Response` 2, five minutes. */
export const serviceResponse = 5;
