import { defined } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import type { Profile } from '../../profiles/profile.ts';
import { siteControlErrors } from '../../site-control-file/error-extensions.ts';
import { type Check, conclude } from '../check.ts';
import { listFiles, modifiedAt, namesOf } from './list-files.ts';
import type { TargetSituation } from './situation.ts';

/** Q183347 gives a report half an hour on its way; inventory gets as much. */
const patience = 30;

/** What the services leave on disk, and what they take away (signs 3, 5, 7 and 12). */
export async function fileChecks(situation: TargetSituation, profile: Profile): Promise<Check[]> {
  return [
    ...(await controlFileChecks(situation, profile)),
    await logsAdvance(situation),
    await inventoryFlows(situation),
  ];
}

async function controlFileChecks(situation: TargetSituation, profile: Profile): Promise<Check[]> {
  const { description, target } = situation;
  const folder = await listFiles(target, `${description.smsRoot}\\${profile.siteControl?.folder}`);
  const fresh = folder.filter(({ name }) => !description.siteControlFolder.some(known => sameName(known, name)));
  const refused = fresh.filter(({ name }) => name.slice(-3) in siteControlErrors);
  const proposed = folder.filter(({ name }) => /\.CT1$/i.test(name));
  const reports = folder.filter(({ name }) => /\.CT2$/i.test(name));
  const remedy = refused.map(({ name }) => siteControlErrors[name.slice(-3)]!.remedy).join(' ');
  return [
    conclude({
      id: 'site-control-file-accepted',
      good: refused.length === 0,
      found: refused.length === 0 ? 'none refused' : refused.map(({ name }) => explain(name)).join(' '),
      ...defined({ remedy: remedy || undefined }),
    }),
    conclude({
      id: 'site-control-files-processed',
      good: proposed.length === 0,
      otherwise: 'not-yet',
      found: proposed.length === 0 ? 'none waiting' : namesOf(proposed),
    }),
    conclude({
      id: 'status-file-leaves',
      good: reports.length === 0,
      otherwise: 'not-yet',
      found: reports.length === 0 ? 'none waiting' : namesOf(reports),
    }),
  ];
}

function explain(name: string): string {
  return `${name}: ${siteControlErrors[name.slice(-3)]!.cause}`;
}

async function logsAdvance({ description, target, sinceOnTarget }: TargetSituation): Promise<Check> {
  const { smsRoot } = description;
  const logs = await listFiles(target, `${smsRoot}\\LOGS`);
  const rootLogs = (await listFiles(target, smsRoot.slice(0, 3))).filter(({ name }) => /^SCMAN\.LOG$/i.test(name));
  const lively = [...logs, ...rootLogs].filter(file => modifiedAt(file) >= sinceOnTarget.getTime());
  return conclude({
    id: 'logs-advance',
    good: lively.length > 0,
    otherwise: 'not-yet',
    found: lively.length === 0 ? 'no new line in any log' : namesOf(lively),
  });
}

const inventoryFolders = ['LOGON.SRV\\INVENTRY.BOX', 'SITE.SRV\\INVENTRY.BOX', 'SITE.SRV\\SITEREP.BOX'];

async function inventoryFlows(situation: TargetSituation): Promise<Check> {
  const { description, target, sinceOnTarget, nowOnTarget, minuteMs = 60_000 } = situation;
  const stuck: string[] = [];
  for (const folder of inventoryFolders) {
    const files = (await listFiles(target, `${description.smsRoot}\\${folder}`)).filter(isInventory);
    // What came with the snapshot is as old as the snapshot; it has been waiting only since the restore.
    const waiting = files.filter(
      file => nowOnTarget.getTime() - Math.max(modifiedAt(file), sinceOnTarget.getTime()) > patience * minuteMs,
    );
    stuck.push(...waiting.map(({ name }) => `${folder}\\${name}`));
  }
  return conclude({
    id: 'inventory-flows',
    good: stuck.length === 0,
    otherwise: 'not-yet',
    found: stuck.length === 0 ? 'nothing that waits for long' : stuck.join(', '),
  });
}

const isInventory = ({ name }: { name: string }) => /\.(RAW|MIF)$/i.test(name);
