import { userInfo } from 'node:os';
import { isResiteError, shortId } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { securityDescriptorToSddl } from '@resite/registry/security';
import type { Repository } from '@resite/repository';
import type { Profile, SiteDescription } from '@resite/site';
import { findProfile } from '@resite/site/profiles/profiles';
import { settled } from '../access/service-state.ts';
import { snapshotPath } from '../capture/snapshot-path.ts';
import { treeWithFolder } from '../capture/tree-source.ts';
import { fileMetadata } from '../capture/windows-attributes.ts';
import type { Outcome, Performance } from '../execution/execution.ts';
import type { Captured } from '../plan/outcomes.ts';
import { outcomes } from '../plan/outcomes.ts';
import type { ActionOf } from '../plan/procedure.ts';
import { planRestore } from '../plan/restore/plan-restore.ts';
import { renderMarkdown } from '../plan/runbook.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { judgeProvenance } from '../snapshot/provenance.ts';
import { parseManifest } from '../snapshot/read-manifest.ts';
import { resiteFolder } from '../snapshot/resite-folder.ts';
import { signatureName, signSnapshot } from '../snapshot/sign-snapshot.ts';
import { readKey, type SigningKey } from '../snapshot/signing-key.ts';
import { storeCopy } from './capture-stopped.ts';
import type { Perform } from './perform.ts';

export interface Committed extends Outcome {
  readonly snapshot: string;
  /** Fingerprint of the key that has signed it; null when none has. Earlier versions did not say. */
  readonly signedBy?: string | null;
}

/** Stores what was captured, adds `/.resite` to it and makes it a snapshot: nothing is visible in the repository before this. */
export const commitSnapshot: Perform<'commit-snapshot'> = async (action, performance): Promise<Committed> => {
  const repository = await performance.repository();
  const captured = performance.outcome(action.capture, outcomes.captured);
  const copied = captured.tree ?? (await storeCopy(action.host, performance));
  const manifest = makeManifest(action, performance, captured);
  const folderTree = performance.outcome(action.registry, outcomes.savedRegistry).tree;
  const files: Record<string, Buffer> = {
    'manifest.json': manifestFile(manifest, performance.run.procedure.profiles),
    'attributes.ndjson': await attributeLines(repository, copied),
    'RUNBOOK.md': Buffer.from(renderRunbook(action, manifest, performance)),
  };
  const { site } = manifest;
  const identity = { time: captured.began, hostname: site.identity.computerName };
  const key = action.signingKey && (await readKey(action.signingKey.file));
  if (key === undefined) performance.emit({ message_type: 'warning', text: unsignedText(site.siteCode) });
  else {
    const made = { ...identity, site: site.siteCode, run: manifest.run, tree: copied, folderTree, files };
    files[signatureName] = await signSnapshot(repository, key, made);
  }
  const { tree, summary } = await repository.archive(
    await treeWithFolder(repository, { tree: copied, name: resiteFolder, folderTree, files }),
    { parent: copied },
  );
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
  `the snapshot of ${site} is not signed: this installation has no key, and a restore will ask for --trust-snapshot. Type: resite keys create`;

/** A signature that no restore would accept is found here, while there is nothing to be sorry for. */
async function requireSigned(
  repository: Repository,
  { publicKey }: SigningKey,
  made: Parameters<typeof judgeProvenance>[1],
): Promise<void> {
  const found = await judgeProvenance(repository, made, { keys: [{ name: 'own', publicKey }] });
  if (found.state !== 'signed') throw new Error(`a snapshot that was just signed is ${JSON.stringify(found)}`);
}

function makeManifest(action: ActionOf<'commit-snapshot'>, performance: Performance, captured: Captured): Manifest {
  const { run, journal } = performance;
  const { site } = performance.outcome(action.description, outcomes.described);
  const services = journal.recordedServices(run.id, action.host);
  return {
    schema: 1,
    run: run.id,
    captured: captured.began,
    profile: site.profile,
    host: action.host,
    site: withExpected(site, services, findProfile(site.profile, run.procedure.profiles)),
    roots: action.roots,
    registryKey: action.registryKey,
    services,
    ...(action.logonServers !== undefined && {
      logonServers: performance.outcome(action.logonServers, outcomes.logonServersDescribed).servers,
    }),
  };
}

/** Of a site whose files do not say which services belong to it: those that ran before the stop, if any did. */
function withExpected(
  site: SiteDescription,
  services: Manifest['services'],
  { siteControl }: Profile,
): SiteDescription {
  const ran = services.filter(({ state }) => settled(state) === 'running');
  if (siteControl !== undefined || ran.length === 0) return site;
  const expectedServices = ran.map(({ name }) => ({ name, file: '', autostart: false }));
  return { ...site, expectedServices };
}

/** A snapshot whose manifest nobody could read would only look like a backup. */
function manifestFile(manifest: Manifest, profiles: readonly Profile[] | undefined): Buffer {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  parseManifest(text, 'to be made', profiles);
  return Buffer.from(text);
}

/** The restore of this very snapshot, for a day without Resite. */
function renderRunbook(action: ActionOf<'commit-snapshot'>, manifest: Manifest, performance: Performance): string {
  const { hosts, repository, profiles } = performance.run.procedure;
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
