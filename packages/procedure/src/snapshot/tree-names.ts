import { faultOfName } from '@resite/host/windows-path';
import { upcase } from '@resite/registry/names';
import type { TreeNode } from '@resite/repository';
import { resiteFolder } from './resite-folder.ts';

/**
 * Judges the entries of a snapshot one after the other: why a Windows disk cannot hold this one under this path, undefined
 * when it can. An entry that would land in another place than the one it is shown at, or on another entry, is such a one.
 */
export function createNameJudge(): (path: string, node: TreeNode) => string | undefined {
  const seen = new Set<string>();
  return (path, { name: bytes, type }) => {
    const [, top = ''] = path.split('/');
    if (top === resiteFolder) return undefined;
    const name = bytes.toString();
    if (!Buffer.from(name).equals(bytes)) return 'its name is no UTF-8';
    if (type !== 'dir' && type !== 'file') return `it is a ${type}`;
    if (!/^[A-Z]$/.test(top)) return 'it lies on no drive';
    const fault = faultOfName(name);
    if (fault !== undefined) return fault.replace(/^(a name in )?it /, 'its name ');
    const place = upcase(path);
    if (seen.has(place)) return 'another one has the same name, as Windows compares names';
    seen.add(place);
    return undefined;
  };
}
