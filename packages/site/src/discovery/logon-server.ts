import type { Host, Service } from '@resite/host';
import { sameName } from '@resite/registry/names';
import type { ShareDescription } from '../description.ts';
import { idOf } from '../ids/sighting.ts';
import { surveyLogonServer } from '../ids/survey-server.ts';
import { describeShare } from './describe-share.ts';

/** Another logon server of a site, at one moment. It has a UID file, shares and services of its own, outside of every snapshot. */
export interface LogonServerDescription {
  readonly computerName: string;
  /** Names of its UID files, without extension. */
  readonly uids: readonly string[];
  /** Those of SMS. */
  readonly shares: readonly ShareDescription[];
  readonly services: readonly Service[];
  /** On the drive of SMS_SHR; manifests of earlier versions do not say. */
  readonly freeBytes?: number;
}

/** With less than so much on the drive of SMS_SHR, it may soon be full: the site then waits for it (Q168460). Chosen by Resite. */
export const scarceBytes = 32 * 2 ** 20;

/** Undefined when the computer is no logon server: it has no share SMS_SHR. */
export async function describeLogonServer(host: Host): Promise<LogonServerDescription | undefined> {
  const survey = await surveyLogonServer(host);
  if (survey === undefined) return undefined;
  const { computerName } = await host.identity();
  const shares = (await host.shares.list()).filter(({ name }) => /^SMS_/i.test(name)).map(describeShare);
  const { path } = shares.find(({ name }) => sameName(name, 'SMS_SHR'))!;
  return {
    computerName,
    uids: survey.sightings.filter(({ role }) => role === 'next').map(idOf),
    shares,
    services: (await host.services.list()).filter(({ name }) => /^SMS_/i.test(name)),
    freeBytes: await host.files.freeBytes(path[0]!),
  };
}

/** What is different now, in words; nothing for a UID file that has only counted on. */
export function logonServerDifferences(was: LogonServerDescription, is: LogonServerDescription): string[] {
  const range = (uid: string) => uid.slice(0, 5);
  const lost = was.uids.filter(uid => !is.uids.some(now => range(now) === range(uid) && now >= uid));
  return [
    ...lost.map(uid => `its UID file was ${uid} and is ${is.uids.join(', ') || 'gone'}`),
    ...was.shares.flatMap(share => shareDifference(share, is)),
    ...was.services.flatMap(service => {
      const now = is.services.find(({ name }) => sameName(name, service.name));
      if (now === undefined) return [`the service ${service.name} is gone`];
      return now.state === service.state ? [] : [`${service.name} was ${service.state} and is ${now.state}`];
    }),
  ];
}

function shareDifference(share: ShareDescription, { shares }: LogonServerDescription): string[] {
  const now = shares.find(({ name }) => sameName(name, share.name));
  if (now === undefined) return [`the share ${share.name} is gone`];
  if (!sameName(now.path, share.path)) return [`the share ${share.name} was ${share.path} and is ${now.path}`];
  if (now.comment !== share.comment) return [`the share ${share.name} has the comment ${JSON.stringify(now.comment)}`];
  return now.securityDescriptor === share.securityDescriptor ? [] : [`the share ${share.name} has other permissions`];
}
