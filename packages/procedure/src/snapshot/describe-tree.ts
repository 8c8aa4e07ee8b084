import { defined } from '@resite/errors';
import type { Repository } from '@resite/repository';
import { sddlOf } from '../capture/sddl-of.ts';
import { fileMetadata, type WindowsAttributes } from '../capture/windows-attributes.ts';
import type { RootPermissions } from './manifest.ts';
import { PermissionSurvey } from './permission-points.ts';

/** What is said of a tree beside its files. */
export interface TreeDescription {
  /** One line a file or folder, for readers that drop what restic keeps in `generic_attributes` (restic before 0.17). */
  readonly attributes: Buffer;
  readonly permissions: RootPermissions[];
}

export async function describeTree(
  repository: Repository,
  tree: string,
  roots: readonly string[],
): Promise<TreeDescription> {
  const lines: string[] = [];
  const survey = new PermissionSurvey(roots);
  for await (const { path, node } of repository.walk(tree)) {
    const { attributes = 0, created, securityDescriptor } = fileMetadata(node);
    lines.push(attributeLine(path, { attributes, created, securityDescriptor }));
    survey.see(path, node.type === 'dir' ? 'directory' : 'file', securityDescriptor);
  }
  return { attributes: Buffer.from(`${lines.join('\n')}\n`), permissions: survey.result() };
}

function attributeLine(path: string, { attributes, created, securityDescriptor }: WindowsAttributes): string {
  return JSON.stringify(
    defined({
      path,
      attributes,
      dos: attributeLetters(attributes),
      created: created?.toString(),
      sddl: securityDescriptor && sddlOf(securityDescriptor),
      security: securityDescriptor && Buffer.from(securityDescriptor).toString('base64'),
    }),
  );
}

/** As ATTRIB.EXE takes them. */
function attributeLetters(attributes: number): string {
  const letters = { R: 1, H: 2, S: 4, A: 0x20 };
  return Object.entries(letters)
    .filter(([, bit]) => (attributes & bit) !== 0)
    .map(([letter]) => letter)
    .join('');
}
