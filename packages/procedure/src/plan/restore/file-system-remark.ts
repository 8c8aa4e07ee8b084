import type { Profile } from '@resite/site';
import type { Remark } from '../procedure.ts';
import type { RestoreFacts } from './facts.ts';

/** Where no check can compare them: the driver `windows` does not see file systems. */
export function fileSystems({ manifest, target, hosts }: RestoreFacts, { facts }: Profile): Remark[] {
  const { drives, fileSystems: were = {} } = manifest.site;
  const isKnown = drives.every(drive => were[drive] !== undefined);
  if (isKnown && hosts[target]?.driver !== 'windows') return [];
  const known = isKnown
    ? `they were ${drives.map(drive => `${were[drive]} on ${drive}:`).join(', ')}, and those of ${target} nobody can see from here.`
    : 'nobody could see from here what they were.';
  return [
    {
      id: 'file-systems',
      what: `The file systems of ${drives.map(drive => `${drive}:`).join(', ')}: ${known}`,
      todo:
        `Look in Disk Administrator on ${target}, before the restore. Permissions need NTFS${facts === 'sms-1x' ? needsOfSms : ''}. ` +
        'CONVERT makes it of FAT, as in `CONVERT D: /FS:NTFS`.',
      source: 'Q138347 Restore 1; Q124959; Q122181 (event 392)',
    },
  ];
}

const needsOfSms = ', and so do some packages, and SMS on the drive of its root directory';
