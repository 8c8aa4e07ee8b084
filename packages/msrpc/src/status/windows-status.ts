import { ResiteError } from '@resite/errors';
import { visible } from '@resite/errors/visible';
import { type WindowsErrorName, windowsErrors } from './windows-errors.ts';

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(windowsErrors).map(([name, number]) => [number, name]),
);

/** Characters of a name in a message. */
const mostShown = 200;

/**
 * `RPC_STATUS`: a Windows computer did not do what was asked, and this is its number for the reason. What can be done about it only the
 * caller knows, so there is no hint.
 */
export class WindowsStatus extends ResiteError {
  /** A Win32 error ([MS-ERREF] 2.2), an NTSTATUS ([MS-ERREF] 2.3, from 0xC0000000) or a fault of RPC ([C706] E). */
  readonly windowsError: number;
  /** Such as `ERROR_ACCESS_DENIED`; undefined for a number that is not in {@link windowsErrors}. */
  readonly windowsName: string | undefined;

  constructor(refusal: string, windowsError: number) {
    super('RPC_STATUS', `${refusal}: ${describe(windowsError)}`);
    this.windowsError = windowsError;
    this.windowsName = windowsErrorName(windowsError);
  }
}

/** `about` names what the operation was to work on, such as a key or a service. */
export function windowsStatus(server: string, operation: string, windowsError: number, about?: string): WindowsStatus {
  const what = about === undefined ? operation : `${operation} (${short(visible(about))})`;
  return new WindowsStatus(`${visible(server)} refused ${what}`, windowsError);
}

/**
 * True for a {@link WindowsStatus}, with one of the names as its reason when any is given.
 *
 * @example
 * ```ts
 * import type { RpcBinding } from '@resite/msrpc/binding';
 * import { isWindowsError } from '@resite/msrpc/status';
 * import { openService, openServiceManager } from '@resite/msrpc/svcctl';
 *
 * export async function exists(binding: RpcBinding, service: string): Promise<boolean> {
 *   const manager = await openServiceManager(binding);
 *   try {
 *     await openService(binding, manager, service);
 *     return true;
 *   } catch (error) {
 *     if (isWindowsError(error, 'ERROR_SERVICE_DOES_NOT_EXIST')) return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export function isWindowsError(error: unknown, ...wanted: WindowsErrorName[]): error is WindowsStatus {
  if (!(error instanceof WindowsStatus)) return false;
  return wanted.length === 0 || wanted.some(name => windowsErrors[name] === error.windowsError);
}

export function windowsErrorName(windowsError: number): string | undefined {
  return names.get(windowsError);
}

function short(text: string): string {
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`;
}

/** `ERROR_ACCESS_DENIED (5)`, `STATUS_NONE_MAPPED (0xc0000073)`. */
function describe(windowsError: number): string {
  const number = windowsError < 0x10000 ? `${windowsError}` : `0x${windowsError.toString(16).padStart(8, '0')}`;
  const name = windowsErrorName(windowsError);
  return name === undefined ? `Windows error ${number}` : `${name} (${number})`;
}
