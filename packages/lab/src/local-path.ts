import { join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';

/**
 * Where a Windows path lies on this computer. Names must be spelt as they are on the disk. Paths come from registries and
 * control files that may have been tampered with, so one that could lead out of its drive is refused.
 */
export function localPath(machineFolder: string, path: string): string {
  const [, drive = '', rest = ''] = /^([A-Za-z]):\\(.*)$/s.exec(path) ?? [];
  const names = rest.split('\\').filter(name => name !== '');
  if (drive === '' || names.some(name => name === '.' || name === '..' || /[/\0:]/.test(name))) {
    throw new ResiteError('PATH_INVALID', `${JSON.stringify(path)} is no full path of a file`, {
      hint: 'Give a path such as C:\\SMS\\SYSTEM.MAP.',
    });
  }
  return join(machineFolder, upcase(drive), ...names);
}
