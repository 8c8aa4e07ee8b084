import { userInfo } from 'node:os';
import { defined, isResiteError, shortId } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { securityDescriptorToSddl } from '@resite/registry/security';
import type { Repository } from '@resite/repository';
import { snapshotPath } from '../capture/snapshot-path.ts';
import { archiveWithFolder } from '../capture/tree-source.ts';
import { fileMetadata } from '../capture/windows-attributes.ts';
import type { Execution } from '../execution/execution.ts';
import type { ActionOf } from '../plan/procedure.ts';
import { planRestore } from '../plan/restore/plan-restore.ts';
import { renderMarkdown } from '../plan/runbook.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { judgeProvenance } from '../snapshot/provenance.ts';
import { parseManifest } from '../snapshot/read-manifest.ts';
import { resiteFolder } from '../snapshot/resite-folder.ts';
import { signatureName, signSnapshot } from '../snapshot/sign-snapshot.ts';
import { readKey, type SigningKey } from '../snapshot/signing-key.ts';
import type { ActionHandler } from './action-handler.ts';
import { storeCopy } from './capture-stopped.ts';

/** Stores what was captured, adds `/.resite` to it and makes it a snapshot: nothing is visible in the repository before this. */
export const commitSnapshot: ActionHandler<'commit-snapshot'> = async (action, execution) => {
  const repository = await execution.repository();
  const captured = execution.outcome('capture', action.capture);
  const copied = captured.tree ?? (await storeCopy(action.host, execution));
  const made = manifestText(action, execution, captured.began);
  const manifest = parseManifest(made, 'to be made', execution.run.procedure.profiles); // one that nobody could read would only look like a backup
  const folderTree = execution.outcome('save-registry', action.registry).tree;
  const files: Record<string, Buffer> = {
    'manifest.json': Buffer.from(made),
    'attributes.ndjson': await attributeLines(repository, copied),
    'RUNBOOK.md': Buffer.from(renderRunbook(action, manifest, execution)),
  };
  const { site } = manifest;
  const identity = { time: captured.began, hostname: site.identity.computerName };
  const key = action.signingKey && (await readKey(action.signingKey.file));
  if (key === undefined) {
    const how: ProcedureRemedy = { kind: 'make-signing-key' };
    execution.emit({ message_type: 'warning', text: unsignedText(site.siteCode), how });
  } else {
    const signed = { ...identity, site: site.siteCode, run: manifest.run, tree: copied, folderTree, files };
    files[signatureName] = await signSnapshot(repository, key, signed);
  }
  const { tree, summary } = await archiveWithFolder(repository, {
    tree: copied,
    name: resiteFolder,
    folderTree,
    files,
  });
  const tags = ['resite', `site:${site.siteCode}`, `profile:${manifest.profile}`];
  if (key !== undefined) await requireSigned(repository, key, { ...identity, tree, tags });
  const snapshot = await repository.commit({
    ...identity,
    tree,
    paths: [...manifest.roots.map(snapshotPath), `/${resiteFolder}`],
    username: userInfo().username,
    tags,
    summary: {
      ...summary,
      filesProcessed: captured.files,
      bytesProcessed: captured.bytes,
      started: new Date(captured.began),
      ended: new Date(now()),
    },
  });
  const words = key === undefined ? 'NOT SIGNED' : `signed by ${key.fingerprint}`;
  return {
    detail: `snapshot ${shortId(snapshot.id)}, ${words}`,
    snapshot: snapshot.id,
    signedBy: key?.fingerprint ?? null,
  };
};

const unsignedText = (site: string) =>
  `the snapshot of ${site} is not signed: this installation has no key, and a restore will ask for --trust-snapshot.`;

/** A signature that no restore would accept is found here, while there is nothing to be sorry for. */
async function requireSigned(
  repository: Repository,
  { publicKey }: SigningKey,
  made: Parameters<typeof judgeProvenance>[1],
): Promise<void> {
  const found = await judgeProvenance(repository, made, { keys: [{ name: 'own', publicKey }] });
  if (found.state !== 'signed') throw new Error(`a snapshot that was just signed is ${JSON.stringify(found)}`);
}

/** What the steps have found becomes a manifest by being read as one. */
function manifestText(action: ActionOf<'commit-snapshot'>, execution: Execution, captured: string): string {
  const { run, journal } = execution;
  const { logonServers } = action;
  const { site } = execution.outcome('describe-site', action.description);
  const manifest = {
    schema: 1,
    run: run.id,
    captured,
    profile: site.profile,
    host: action.host,
    site,
    roots: action.roots,
    registryKey: action.registryKey,
    services: journal.services.recorded(run.id, action.host),
    logonServers: logonServers && execution.outcome('describe-logon-servers', logonServers).servers,
  } satisfies Record<keyof Manifest, unknown>;
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The restore of this very snapshot, for a day without Resite. */
function renderRunbook(action: ActionOf<'commit-snapshot'>, manifest: Manifest, execution: Execution): string {
  const { hosts, repository, profiles } = execution.run.procedure;
  return renderMarkdown(
    planRestore({
      manifest,
      snapshot: 'latest',
      target: manifest.host,
      parent: action.parentHost,
      parentServices: execution.journal.services
        .recorded(execution.run.id, action.parentHost)
        .map(service => service.name),
      hosts: { [action.host]: hosts[action.host]!, [action.parentHost]: hosts[action.parentHost]! },
      repository,
      account: action.account,
      profiles,
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
      JSON.stringify(
        defined({
          path,
          attributes,
          dos: attributeLetters(attributes),
          created: created?.toString(),
          sddl: securityDescriptor && sddlOf(securityDescriptor),
          security: securityDescriptor && Buffer.from(securityDescriptor).toString('base64'),
        }),
      ),
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
