import { upcase } from '@resite/registry/names';

/** `C:\SMS.INI` → `/C/SMS.INI` */
export function snapshotPath(windowsPath: string): string {
  return `/${windowsPath.replace(/^([A-Za-z]):/, (_match, drive: string) => upcase(drive)).replaceAll('\\', '/')}`.replace(
    /\/$/,
    '',
  );
}

/** One of the roots, or below one. Both are written the same way, with slashes and in upper case. */
export const isWithin = (path: string, roots: readonly string[]): boolean =>
  roots.some(root => path === root || path.startsWith(`${root}/`));

/** `/C/SMS.INI` → `C:\SMS.INI`. Only for paths whose names a Windows disk can hold: see `createNameJudge`. */
export const windowsPath = (path: string) => `${path[1]}:\\${path.slice(3).replaceAll('/', '\\')}`;
