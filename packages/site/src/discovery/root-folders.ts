import type { Host } from '@resite/host';

/** Full paths of the folders in the roots of these drives, drive by drive. */
export async function rootFolders(host: Host, drives: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const drive of drives) {
    const entries = await host.files.list(`${drive}:\\`);
    const names = entries.filter(({ type }) => type === 'directory').map(({ name }) => name);
    paths.push(...names.map(name => `${drive}:\\${name}`));
  }
  return paths;
}
