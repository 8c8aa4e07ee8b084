import type { NdrReader } from '../ndr/reader.ts';
import { type ServiceState, stateNames } from './words.ts';

/** SERVICE_STATUS ([MS-SCMR] 2.2.47). */
export interface ServiceStatus {
  /** Bits of `serviceType`. */
  type: number;
  state: ServiceState;
  /** Bits: SERVICE_ACCEPT_STOP 1, SERVICE_ACCEPT_PAUSE_CONTINUE 2, SERVICE_ACCEPT_SHUTDOWN 4. */
  controlsAccepted: number;
  /** A Win32 error, 1066 where `serviceExitCode` says more, 1077 for one that has not been started since Windows was. */
  exitCode: number;
  serviceExitCode: number;
  checkPoint: number;
  /** Milliseconds until the next check point or the end of what is pending. */
  waitHint: number;
  /** Of the process; undefined where the server does not tell. */
  processId?: number;
}

export const serviceStatusSize = 28;

/** Undefined for a state that does not exist: where a server refuses something, it may leave the structure empty. */
export function readServiceStatus(reader: NdrReader): ServiceStatus | undefined {
  const type = reader.u32();
  const state = stateNames.get(reader.u32());
  const controlsAccepted = reader.u32();
  const exitCode = reader.u32();
  const serviceExitCode = reader.u32();
  const checkPoint = reader.u32();
  const waitHint = reader.u32();
  return state && { type, state, controlsAccepted, exitCode, serviceExitCode, checkPoint, waitHint };
}

export function readKnownServiceStatus(reader: NdrReader): ServiceStatus {
  return readServiceStatus(reader) ?? reader.fail('a service is in a state that is not known');
}
