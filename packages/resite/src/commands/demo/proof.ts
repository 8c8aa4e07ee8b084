import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '@resite/host';
import { joinClients } from '@resite/lab/clients';
import { labStatus } from '@resite/lab/status';
import { readRepositoryPassword } from '@resite/procedure/access';
import { connectHost } from '@resite/procedure/connect';
import { type Manifest, readManifest, resiteFolder } from '@resite/procedure/snapshot';
import { diffKeys, formatDifferences, type RegistryDifference } from '@resite/registry/differences';
import { parseHive } from '@resite/registry/hive';
import { sameName } from '@resite/registry/names';
import type { Repository, TreeNode } from '@resite/repository';
import { openRepository } from '@resite/repository/open';
import { nextIdValue } from '@resite/site/next-id';
import { loadConfig } from '../../config/load.ts';
import type { Claim } from '../../reporters/site-events.ts';

/**
 * Looks at the restored site from outside, without the procedure's own checks. The services run by now and have written
 * since: such files carry a time after `since`, and such registry values lie in the keys of the running components.
 */
export async function prove({ folder, since }: { folder: string; since: Date }): Promise<Claim[]> {
  const config = await loadConfig(join(folder, 'resite.yaml'));
  const repository = await openRepository(
    config.repository.location,
    await readRepositoryPassword(config.repository.password!),
  );
  const host = connectHost('BRANCH1', config.hosts.BRANCH1!);
  try {
    const snapshot = await repository.findSnapshot('latest');
    const manifest = await readManifest(repository, snapshot.tree, snapshot.id);
    return [
      await parentReportsActive(folder, since),
      await filesAreBack(host, repository, snapshot.tree, since),
      await registryIsBack(host, repository, snapshot.tree, manifest),
      await servicesAreBack(host, manifest),
      await nextIdIsNew(folder),
    ];
  } finally {
    await Promise.all([host.close(), repository.close()]);
  }
}

async function parentReportsActive(folder: string, since: Date): Promise<Claim> {
  const site = (await labStatus(join(folder, 'lab'))).sites.find(({ code }) => code === 'S01');
  const reported = site?.reported;
  return {
    claim: 'The parent reports S01 ACTIVE again',
    ok:
      site?.status === 'ACTIVE' &&
      reported !== undefined &&
      reported >= new Date(Math.floor(since.getTime() / 1000) * 1000),
    found: `${site?.status}, on a report of ${reported?.toISOString()}`,
  };
}

async function filesAreBack(host: Host, repository: Repository, tree: string, since: Date): Promise<Claim> {
  let equal = 0;
  const written: string[] = [];
  const different: string[] = [];
  for await (const { path, node } of repository.walk(tree)) {
    if (node.type !== 'file' || path.startsWith(`/${resiteFolder}/`)) continue;
    const windowsPath = `${path[1]}:${path.slice(2).replaceAll('/', '\\')}`;
    const info = await host.files.stat(windowsPath);
    const name = windowsPath.slice(windowsPath.lastIndexOf('\\') + 1);
    if (info !== undefined && info.modified >= BigInt(since.getTime()) * 1_000_000n) written.push(name);
    else if (info === undefined && isWork(windowsPath)) written.push(name);
    else if (info !== undefined && (await sameFile(host, repository, windowsPath, node))) equal += 1;
    else different.push(windowsPath);
  }
  return {
    claim: 'Every file of the snapshot is there, byte for byte, with its time and attributes',
    ok: different.length === 0 && equal > 0,
    found:
      different.length > 0
        ? `different: ${different.join(', ')}`
        : `${equal} equal; ${written.length} written or moved on since by the services that run: ${[...new Set(written)].slice(0, 6).join(', ')}${written.length > 6 ? ' …' : ''}`,
  };
}

/** What a running site consumes: queues, and the UID file, which the restore itself renames. */
const isWork = (path: string) => /\.BOX\\|\\SMSID\\/i.test(path);

async function sameFile(host: Host, repository: Repository, path: string, node: TreeNode): Promise<boolean> {
  const info = await host.files.stat(path);
  const attributes = Number(node.genericAttributes?.['windows.file_attributes']);
  if (info === undefined || info.modified !== node.modified || info.attributes !== attributes) return false;
  return (await digest(host.files.stream(path))) === (await digest(repository.read(node)));
}

async function digest(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of content) hash.update(part);
  return hash.digest('hex');
}

async function registryIsBack(
  host: Host,
  repository: Repository,
  tree: string,
  { registryKey }: Manifest,
): Promise<Claim> {
  const node = await repository.find(tree, `/${resiteFolder}/registry/SMS.hiv`);
  const parts: Buffer[] = [];
  for await (const part of repository.read(node!)) parts.push(part);
  const live = await host.registry.read(registryKey);
  const differences = live === undefined ? [] : diffKeys(parseHive(Buffer.concat(parts)).root, live);
  const unexpected = differences.filter(difference => !isExpected(difference));
  return {
    claim: 'The registry key equals the saved one, but for the next SMS ID and what running services count',
    ok:
      live !== undefined &&
      unexpected.length === 0 &&
      differences.some(difference => difference.path.endsWith('SMS_MAINTENANCE_MANAGER')),
    found: (unexpected.length > 0 ? unexpected : differences.filter(({ kind }) => kind === 'value-changed'))
      .map(describeDifference)
      .join('; '),
  };
}

/** The value that the procedure means to change, and what SMS_EXECUTIVE writes while it runs. */
function isExpected(difference: RegistryDifference): boolean {
  const isNextId = difference.kind === 'value-changed' && sameName(difference.after.name, nextIdValue);
  return isNextId || /\\Components\\(SMS_SITE_REPORTER|SMS_EXECUTIVE(\\Threads)?)$/.test(difference.path);
}

const describeDifference = (difference: RegistryDifference) =>
  formatDifferences([difference])
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');

async function servicesAreBack(host: Host, manifest: Manifest): Promise<Claim> {
  const now = await host.services.list();
  const states = manifest.services.map(recorded => {
    const service = now.find(({ name }) => name === recorded.name);
    return {
      name: recorded.name,
      ok: service?.state === recorded.state && service.startType === recorded.startType,
      is: service?.state ?? 'missing',
    };
  });
  return {
    claim: 'Every service is in its recorded state',
    ok: states.length > 0 && states.every(({ ok }) => ok),
    found: states.map(({ name, is }) => `${name} ${is}`).join(', '),
  };
}

async function nextIdIsNew(folder: string): Promise<Claim> {
  const lab = join(folder, 'lab');
  const known = (await labStatus(lab)).clients.map(({ id }) => id);
  const [client] = await joinClients(lab, 'S01', 1);
  return {
    claim: 'The next client that joins gets an SMS ID that nobody has',
    ok: client !== undefined && !known.includes(client.id) && new Set(known).size === known.length,
    found: `${client?.id}; in use before: ${known.join(', ')}`,
  };
}
