import type { Host } from '@resite/host';

/** By letter, those of the drives that the host tells it of. */
export async function fileSystemsOf(host: Host, drives: readonly string[]): Promise<Record<string, string>> {
  const found = await Promise.all(drives.map(async drive => [drive, await host.files.fileSystem(drive)] as const));
  return Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== undefined));
}
