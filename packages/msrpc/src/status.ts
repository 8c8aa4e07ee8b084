export { type WindowsErrorName, windowsErrors } from './status/windows-errors.ts';
export { isWindowsError, WindowsStatus, windowsErrorName, windowsStatus } from './status/windows-status.ts';
