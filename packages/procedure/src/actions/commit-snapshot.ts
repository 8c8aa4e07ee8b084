import { userInfo } from 'node:os';
import { isResiteError } from '@resite/errors';
import { securityDescriptorToSddl } from '@resite/registry/security/format-sddl';
import type { Repository } from '@resite/repository';
import { type Manifest, resiteFolder, snapshotPath } from '../manifest.ts';
import type { Outcome, Performance } from '../performance.ts';
import type { ActionOf } from '../procedure.ts';
import { planRestore } from '../restore-plan/plan-restore.ts';
import { renderMarkdown } from '../runbook.ts';
import { parseManifest } from '../snapshot/read-manifest.ts';
import { treeWithFolder } from '../tree-source.ts';
import { fileMetadata } from '../windows-attributes.ts';
import { storeCopy } from './capture-stopped.ts';
import type { Captured } from './captured.ts';
import type { LogonServersDescribed } from './logon-servers.ts';
import type { Perform } from './perform.ts';
import type { Described, SavedRegistry } from './registry.ts';

export interface Committed extends Outcome {
  readonly snapshot: string;
}

/** Stores what was captured, adds `/.resite` to it and makes it a snapshot: nothing is visible in the repository before this. */
export const commitSnapshot: Perform<'commit-snapshot'> = async (action, performance): Promise<Committed> => {
  const repository = await performance.repository();
  const captured = performance.outcome<Captured>(action.capture);
  const copied = captured.tree ?? (await storeCopy(action.host, performance));
  const manifest = makeManifest(action, performance, captured);
  const { tree, summary } = await repository.archive(
    await treeWithFolder(repository, {
      tree: copied,
      name: resiteFolder,
      folderTree: performance.outcome<SavedRegistry>(action.registry).tree,
      files: {
        'manifest.json': manifestFile(manifest),
        'attributes.ndjson': await attributeLines(repository, copied),
        'RUNBOOK.md': Buffer.from(renderRunbook(action, manifest, performance)),
      },
    }),
    { parent: copied },
  );
  const snapshot = await repository.commit({
    time: captured.began,
    tree,
    paths: [...manifest.roots.map(snapshotPath), `/${resiteFolder}`],
    hostname: manifest.site.identity.computerName,
    username: userInfo().username,
    tags: ['resite', `site:${manifest.site.siteCode}`, `profile:${manifest.profile}`],
    summary: {
      ...summary,
      filesProcessed: captured.files,
      bytesProcessed: captured.bytes,
      started: new Date(captured.began),
      ended: new Date(),
    },
  });
  return { detail: `snapshot ${snapshot.id.slice(0, 8)}`, snapshot: snapshot.id };
};

function makeManifest(action: ActionOf<'commit-snapshot'>, performance: Performance, captured: Captured): Manifest {
  const { run, journal } = performance;
  const { site } = performance.outcome<Described>(action.description);
  return {
    schema: 1,
    run: run.id,
    captured: captured.began,
    profile: run.procedure.profile,
    host: action.host,
    site,
    roots: action.roots,
    registryKey: action.registryKey,
    services: journal.recordedServices(run.id, action.host),
    ...(action.logonServers !== undefined && {
      logonServers: performance.outcome<LogonServersDescribed>(action.logonServers).servers,
    }),
  };
}

/** A snapshot whose manifest nobody could read would only look like a backup. */
function manifestFile(manifest: Manifest): Buffer {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  parseManifest(text, 'to be made');
  return Buffer.from(text);
}

/** The restore of this very snapshot, for a day without Resite. */
function renderRunbook(action: ActionOf<'commit-snapshot'>, manifest: Manifest, performance: Performance): string {
  const { hosts, repository } = performance.run.procedure;
  return renderMarkdown(
    planRestore({
      manifest,
      snapshot: 'latest',
      target: manifest.host,
      parent: action.parent,
      parentServices: performance.journal
        .recordedServices(performance.run.id, action.parent)
        .map(service => service.name),
      hosts: { [action.host]: hosts[action.host]!, [action.parent]: hosts[action.parent]! },
      repository,
      account: action.account,
      minutes: 45,
    }),
  );
}

/** One line a file or folder, for readers that drop what restic keeps in `generic_attributes` (restic before 0.17). */
async function attributeLines(repository: Repository, tree: string): Promise<Buffer> {
  const lines: string[] = [];
  for await (const { path, node } of repository.walk(tree)) {
    const { attributes = 0, created, securityDescriptor } = fileMetadata(node);
    lines.push(
      JSON.stringify({
        path,
        attributes,
        dos: attributeLetters(attributes),
        created: created?.toString(),
        ...(securityDescriptor && {
          sddl: sddlOf(securityDescriptor),
          security: Buffer.from(securityDescriptor).toString('base64'),
        }),
      }),
    );
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** As ATTRIB.EXE takes them. */
function attributeLetters(attributes: number): string {
  const letters = { R: 1, H: 2, S: 4, A: 0x20 };
  return Object.entries(letters)
    .filter(([, bit]) => (attributes & bit) !== 0)
    .map(([letter]) => letter)
    .join('');
}

/** In words as far as they reach; the bytes stand beside it. */
function sddlOf(securityDescriptor: Uint8Array): string | undefined {
  try {
    return securityDescriptorToSddl(securityDescriptor);
  } catch (error) {
    if (isResiteError(error, 'SDDL_INVALID')) return undefined;
    throw error;
  }
}
