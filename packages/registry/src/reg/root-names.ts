import { upcase } from '../names.ts';

const rootNames: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKU: 'HKEY_USERS',
  HKCC: 'HKEY_CURRENT_CONFIG',
};

/** `HKLM\SOFTWARE` as `HKEY_LOCAL_MACHINE\SOFTWARE`; other paths as they are. */
export function longPath(path: string): string {
  const [root = '', ...rest] = path.split('\\');
  return [rootNames[upcase(root)] ?? root, ...rest].join('\\');
}
