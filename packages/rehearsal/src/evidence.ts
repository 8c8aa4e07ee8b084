import { hostname } from 'node:os';
import { arch, version as nodeVersion, platform } from 'node:process';
import { defined } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { scratchMinute } from '@resite/lab/scratch-lab';
import type { RehearsalSubject, Report, ReportStep, StepPhase } from '@resite/procedure';
import { leftOutOfSnapshot } from '@resite/procedure/snapshot';
import type { Check, Facts, Profile } from '@resite/site';
import { checkTable } from '@resite/site/checks/table/table';
import { helpersText, isReportingElsewhere } from '@resite/site/site-control-file/helper-servers';
import type { Scratch } from './scratch.ts';

/** What a rehearsal has shown; the content of `evidence.json`. Times are RFC 3339 in UTC, durations seconds. */
export interface Evidence {
  readonly schema: 1;
  readonly type: 'resite-rehearsal';
  readonly result: 'passed' | 'failed';
  /** Of a failed one: what it failed of. `check` or `step` names it by its ID. */
  readonly failure?: {
    readonly code: string;
    readonly message: string;
    readonly check?: string;
    readonly step?: string;
  };
  readonly run: string;
  readonly started: string;
  readonly ended: string;
  /** Null when the snapshot does not say. */
  readonly site: SiteFacts | null;
  readonly snapshot: { readonly id: string; readonly tree: string; readonly time: string };
  /** ID of the repository. */
  readonly repository: string;
  /** Of the real site and its parent: they were not touched. */
  readonly downtime: 'none';
  readonly timeToRestore: { readonly seconds: number; readonly phases: readonly Phase[] };
  readonly steps: readonly EvidenceStep[];
  readonly checks: readonly EvidenceCheck[];
  readonly notRehearsed: readonly NotRehearsed[];
  /** How the machines were made that it ran on. */
  readonly scratch: readonly string[];
  readonly versions: { readonly resite: string; readonly node: string; readonly profile: string };
  /** The computer that the rehearsal ran on. */
  readonly host: { readonly name: string; readonly platform: string; readonly arch: string };
  /** Fingerprint of the key that signs it. */
  readonly key: string;
}

interface SiteFacts {
  readonly code: string;
  readonly parent: string;
  readonly server: string;
  readonly domain: string;
  readonly windows: string;
  readonly system: string;
  readonly smsRoot: string;
  /** When the services were stopped and the capture began. */
  readonly captured: string;
}

export interface Phase {
  readonly phase: string;
  readonly seconds: number;
}

type EvidenceStep = Pick<ReportStep, 'id' | 'title' | 'source' | 'state' | 'seconds' | 'detail'>;

interface EvidenceCheck extends Pick<Check, 'id' | 'title' | 'severity' | 'found' | 'wanted' | 'source'> {
  readonly outcome: Check['state'];
  /** True for what holds because the machine was made so. */
  readonly byConstruction?: true;
}

export interface NotRehearsed {
  readonly what: string;
  readonly why: string;
}

export interface Rehearsed {
  readonly subject: RehearsalSubject;
  readonly report: Report;
  readonly checks: readonly Check[];
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  readonly scratch: Pick<Scratch, 'standIn'> | undefined;
  /** Seconds that it took to build and boot the machines. */
  readonly building: number;
  readonly account: string;
  /** What the site should be. */
  readonly profile: Profile;
  readonly key: string;
  /** Version of Resite. */
  readonly version: string;
}

export function makeEvidence(rehearsed: Rehearsed): Evidence {
  const { subject, report, checks, failure, scratch, account, key, version } = rehearsed;
  const { snapshot, repository, manifest } = subject;
  const phases = phasesOf(rehearsed);
  const { facts, words } = rehearsed.profile;
  const { system } = words;
  return {
    schema: 1,
    type: 'resite-rehearsal',
    result: failure === undefined ? 'passed' : 'failed',
    ...defined({ failure: failure && { ...failure, ...culprit(report, checks) } }),
    run: report.run,
    started: report.started,
    ended: report.ended ?? new Date(now()).toISOString(),
    site: manifest === undefined ? null : siteFacts(manifest, rehearsed.profile),
    snapshot: { id: snapshot.id, tree: snapshot.tree, time: new Date(snapshot.time).toISOString() },
    repository,
    downtime: 'none',
    timeToRestore: { seconds: round(phases.reduce((sum, { seconds }) => sum + seconds, 0)), phases },
    steps: report.steps.map(({ id, title, source, state, seconds, detail }) =>
      defined({ id, title, source, state, seconds, detail }),
    ),
    checks: checks.map(({ id, title, severity, state, found, wanted, source }) => {
      const byConstruction = (/^(target|service-account)-/.test(id) && state === 'ok') || undefined;
      return defined({ id, title, severity, outcome: state, found, wanted, source, byConstruction });
    }),
    notRehearsed: [
      ...(manifest === undefined ? [] : leftOutOfSnapshot(manifest, rehearsed.profile)).map(part => ({
        what: part.what,
        why: `The snapshot is partial (${part.source}): ${part.why}.`,
      })),
      ...byHelpers(manifest),
      ...limits[facts].notRehearsed(scratch?.standIn !== undefined),
    ],
    scratch:
      scratch === undefined ? [] : limits[facts].scratch({ account, standIn: scratch.standIn !== undefined, system }),
    versions: { resite: version, node: nodeVersion, profile: manifest?.profile ?? '' },
    host: { name: hostname(), platform, arch },
    key,
  };
}

function siteFacts({ site, captured }: NonNullable<RehearsalSubject['manifest']>, { words }: Profile): SiteFacts {
  const { siteCode, parentSiteCode, identity, smsRoot } = site;
  return {
    code: siteCode,
    parent: parentSiteCode,
    server: identity.computerName,
    domain: identity.domain,
    windows: `Windows NT ${identity.windowsVersion} ${identity.servicePack}`.trim(),
    system: words.system,
    smsRoot,
    captured,
  };
}

/** The failed check, or else the failed step. */
function culprit(report: Report, checks: readonly Check[]): { check?: string; step?: string } {
  const check = checks.find(({ ok, severity }) => !ok && severity === 'error');
  const step = report.steps.find(({ state }) => state === 'failed');
  return defined({ check: check?.id, step: step?.id });
}

/** What each step counts to; what only proves something would not be waited for in an emergency, and counts as well. */
const phases: { readonly [P in StepPhase]?: string } = {
  check: 'check the target and the snapshot',
  read: 'read the snapshot',
  restore: 'restore registry and files',
  compare: 'compare with the snapshot',
  revive: 'bring up the services',
  confirm: 'see the signs of a working site',
};
const otherPhase = 'set SMS IDs, shares and the rest';

function phasesOf({ report, building }: Rehearsed): Phase[] {
  const seconds = new Map([
    ['build and boot the machine', building],
    ...Object.values(phases).map(phase => [phase, 0] as const),
  ]);
  for (const step of report.steps) {
    const phase = (step.phase && phases[step.phase]) ?? otherPhase;
    seconds.set(phase, (seconds.get(phase) ?? 0) + (step.seconds ?? 0));
  }
  return [...seconds].map(([phase, sum]) => ({ phase, seconds: round(sum) }));
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** Where a machine of the lab is not what it stands for. */
const limits: Readonly<
  Record<
    Facts,
    {
      scratch(machine: { account: string; standIn: boolean; system: string }): string[];
      notRehearsed(standIn: boolean): NotRehearsed[];
    }
  >
> = {
  plain: {
    scratch: ({ system }) => [
      'A lab machine: a model of Windows NT on real disks and real registry hives, in a network of its own.',
      'Computer name, domain, drives, platform and Windows version are those that the snapshot records.',
      `It runs no program of ${system}: a service runs when its program is there and its account may log on, and does nothing.`,
    ],
    notRehearsed: () => [
      { what: 'What the services do', why: 'Their programs are not run.' },
      { what: 'What the parent knows of the site', why: 'Only the real parent can show it.' },
      ...always,
    ],
  },
  'sms-1x': {
    scratch: ({ account, standIn }) => describeScratch(account, standIn),
    notRehearsed,
  },
};

function byHelpers(manifest: RehearsalSubject['manifest']): NotRehearsed[] {
  const { helperServers = [] } = manifest?.site ?? {};
  if (helperServers.length === 0) return [];
  const why = 'A scratch machine has no helper servers, and the live ones were left alone.';
  return [
    { what: `What other servers do for the site: ${helpersText(helperServers)}`, why },
    ...(isReportingElsewhere(helperServers) ? [{ what: 'The site sends its control file', why }] : []),
  ];
}

const always: readonly NotRehearsed[] = [
  { what: 'The password of the service account and its rights at the parent', why: 'The account was made for this.' },
  { what: 'Clocks of site and parent agree', why: 'There was one clock.' },
  { what: 'Hardware, drivers and Windows NT of the server', why: 'The machine is a model.' },
];

function describeScratch(account: string, standIn: boolean): string[] {
  return [
    'A lab machine: a model of Windows NT and of the SMS services on real disks and real registry hives, in a network of its own.',
    'Computer name, domain, drives, platform and Windows version are those that the snapshot records.',
    `${account} is an account of the scratch domain, made for this rehearsal. It takes any password: the real one was neither asked for nor used.`,
    `SMS counts its intervals in minutes; a minute passes in ${scratchMinute} ms here, and the durations do not contain the real ones.`,
    standIn
      ? "A machine with nothing but the share SMS_SITE stands in for the parent's server, to receive what the site sends."
      : 'No machine stands in for the parent: the registry of the site names no server for it.',
  ];
}

function notRehearsed(standIn: boolean): NotRehearsed[] {
  return [
    ...Object.values(checkTable)
      .filter(({ side }) => side === 'parent')
      .map(({ title }) => ({ what: title, why: 'Only the real parent can show it.' })),
    { what: 'SMS IDs that only the parent knows', why: 'IDs were decided from the snapshot alone.' },
    ...always,
    ...(standIn
      ? []
      : [{ what: 'The site sends its control file', why: 'The registry of the site names no server of its parent.' }]),
  ];
}
