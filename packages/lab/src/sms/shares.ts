import type { Share } from '@resite/host';
import { upcase } from '@resite/registry/names';
import { everyoneControls, everyoneReads } from './security-descriptors.ts';

/**
 * The shares that SMS_SITE_CONFIG_MANAGER makes (Resource Guide, "Shares"). Services tell by the comment which site owns a share,
 * so nobody may change it; its text is not documented, and this one is the lab's own.
 */
export function siteShares(siteCode: string, root: string): Share[] {
  return [
    {
      name: `SMS_SHR${upcase(root[0]!)}`,
      path: root,
      comment: shareComment(siteCode, 'directory share'),
      securityDescriptor: everyoneReads,
    },
    {
      name: 'SMS_SHR',
      path: `${root}\\LOGON.SRV`,
      comment: shareComment(siteCode, 'logon server share'),
      securityDescriptor: everyoneControls,
    },
    {
      name: 'SMS_SITE',
      path: `${root}\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE`,
      comment: shareComment(siteCode, 'site server share'),
      securityDescriptor: everyoneControls,
    },
  ];
}

export function shareComment(siteCode: string, use: string): string {
  return `SMS Site ${siteCode} ${use}`;
}

/** The site that made a share; undefined when the comment does not say. */
export function shareOwner(comment: string): string | undefined {
  return /^SMS Site ([0-9A-Z]{3}) /.exec(comment)?.[1];
}
