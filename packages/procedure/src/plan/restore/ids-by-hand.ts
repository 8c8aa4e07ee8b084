import { defined, isResiteError } from '@resite/errors';
import { cmdWord } from '@resite/errors/command-words';
import { code, codeBlock, markdown } from '@resite/errors/markdown';
import { decideIds, type IdDecision } from '@resite/site/ids/decide-ids';
import { type IdSighting, sightingOfText } from '@resite/site/ids/sighting';
import { leftNumber } from '@resite/site/ids/survey-server';
import { snapshotPath } from '../../capture/snapshot-path.ts';
import type { Manifest } from '../../snapshot/manifest.ts';
import { typed } from '../plan-text.ts';

/** A page that is printed today is read later: the IDs in it leave room for what is given out until then. */
const daysUntilRead = 90;

/** The next SMS ID by what the snapshot alone knows; undefined where that does not do. */
export function idsOfSnapshot({ site, logonServers = [] }: Manifest): IdDecision | undefined {
  const others = logonServers.flatMap(({ name, found }) =>
    (found?.uids ?? []).flatMap((uid): IdSighting[] => {
      const sighting = sightingOfText(uid, { role: 'next', where: name });
      return sighting === undefined ? [] : [sighting];
    }),
  );
  try {
    return decideIds({
      siteCode: site.siteCode,
      snapshotUids: site.uids,
      snapshotNext: site.nextUniqueId ?? '',
      ...defined({ snapshotIniNext: site.nextUniqueIdOfIni }),
      sightings: others,
      unreadServers: Math.max(1, site.logonServers.length - others.length),
      days: daysUntilRead,
      evidenceComplete: false,
    });
  } catch (error) {
    if (isResiteError(error, 'IDS_UNKNOWN', 'IDS_EXHAUSTED')) return undefined;
    throw error;
  }
}

/** The choice that the page has made, how it is made, and how to see that it holds. */
export function decideByHand(manifest: Manifest): string {
  const { siteCode, uids, smsRoot, nextUniqueId = 'not known' } = manifest.site;
  const decision = idsOfSnapshot(manifest);
  const worked =
    decision === undefined
      ? 'This page could not work out new ones: the snapshot knows too little.'
      : markdown`This page has worked out new ones from the snapshot alone, for a restore within ${daysUntilRead} days of the backup: UID file ${code(decision.uids.map(({ renamed }) => `${renamed}.UID`).join(', ') || 'none')}, next range ${code(decision.next)}.`;
  return `${markdown`In the snapshot the UID file is ${code(uids.map(uid => `${uid}.UID`).join(', ') || 'none')} and the next range is ${code(nextUniqueId)}.`} ${worked} See that no higher ID is in use:

${markdown`- In ISQL/W at the parent, on the SMS database: ${code("SELECT name FROM sysobjects WHERE id IN (SELECT id FROM syscolumns WHERE name = 'SMSID0')")} names the tables that have the column SMSID0 (Q192920). Of each: ${code(`SELECT MAX(SMSID0) FROM TABLE WHERE SMSID0 LIKE '${siteCode.replaceAll("'", "''")}%'`)}, with its name for TABLE.`}
- On each other logon server of the site: the name of the .UID file in \`\\\\SERVER\\SMS_SHR\\SMSID\`.
${markdown`- The file names in ${code(`X:${snapshotPath(smsRoot).replaceAll('/', '\\')}\\LOGON.SRV\\PCMINS.BOX`)} and ${code(`X:${snapshotPath(smsRoot).replaceAll('/', '\\')}\\SITE.SRV\\INVENTRY.BOX\\HISTORY`)}: each is the SMS ID of a client.`}

If one has the same or a higher range, take the range after it for the UID file, and the one after that for the next range. An SMS ID is the site code, two characters of range, three that count. Both count in base 36, 0 to 9 and then A to Z: after 09 comes 0A, after 0Z comes 10, after 9Z comes A0 (Q127052).

${digits}`;
}

const digits = codeBlock([
  'A is 10, B 11, C 12, D 13, E 14, F 15, G 16, H 17, I 18,',
  'J is 19, K 20, L 21, M 22, N 23, O 24, P 25, Q 26, R 27,',
  'S is 28, T 29, U 30, V 31, W 32, X 33, Y 34, Z 35',
]).markdown;

/** What is typed where the page has made the choice. */
export function writeByHand(manifest: Manifest, uidFolder: string): string {
  const decision = idsOfSnapshot(manifest);
  if (decision === undefined) return '';
  const { next, iniNext, uids, removed = [] } = decision;
  const { smsIni, smsRoot } = manifest.site;
  const named = uids.map(({ file, renamed }) => {
    const rename = ['ren', cmdWord(`${smsRoot}\\${uidFolder}\\${file}.UID`), `${renamed}.UID`];
    return markdown` ${code(`${file}.UID`)} becomes ${code(`${renamed}.UID`)}: ${typed(rename, 'rename it')}.`;
  });
  const gone = removed.map(name => markdown` Delete ${code(`${name}.UID`)}: only one may be there (Q269774).`);
  const ini =
    iniNext === undefined || smsIni === undefined
      ? ''
      : markdown` In ${code(smsIni)}, section ${leftNumber[0]}, give ${code(leftNumber[1])} the value ${code(iniNext)}: Notepad opens a hidden file by its name.`;
  return `${markdown` As this page has worked them out, unless step "Gather every SMS ID" has found higher ones: next range ${code(next)}.`}${named.join('')}${gone.join('')}${ini}`;
}
