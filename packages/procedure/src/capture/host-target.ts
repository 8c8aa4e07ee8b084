import { ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { faultOfName } from '@resite/host/windows-path';
import type { Target } from '@resite/repository';
import { fileMetadata } from './windows-attributes.ts';

/** Restores into a host: `/C/SMS` of a snapshot becomes `C:\SMS`. Drives are there already and keep their metadata. */
export function hostTarget(host: Host): Target<string> {
  const path = (parent: string, name: Buffer) => {
    const text = name.toString('utf8');
    // The checks before a restore have seen every name; here none of them may become two.
    const fault = parent === '' ? driveFault(text) : faultOfName(text);
    if (fault !== undefined)
      throw new ResiteError('PATH_INVALID', `${JSON.stringify(text)} in ${parent || 'the snapshot'}: ${fault}`);
    if (parent === '') return `${text}:\\`;
    return parent.endsWith('\\') ? parent + text : `${parent}\\${text}`;
  };
  return {
    root: () => '',
    folder: async (parent, node) => {
      const folder = path(parent, node.name);
      if (parent !== '') await host.files.createFolder(folder);
      return folder;
    },
    file: (parent, node) => host.files.openWriter(path(parent, node.name), Number(node.size ?? 0n)),
    special: async (parent, node) => {
      throw new ResiteError(
        'RESTORE_PARTIAL',
        `${path(parent, node.name)} is a ${node.type}, which a Windows disk cannot hold`,
      );
    },
    metadata: async (parent, node) => {
      if (parent !== '') await host.files.setMetadata(path(parent, node.name), fileMetadata(node));
    },
  };
}

const driveFault = (name: string) => (/^[A-Z]$/.test(name) ? undefined : 'it is no drive');
