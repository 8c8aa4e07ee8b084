import { accessListOf } from '../../capture/access-list.ts';
import { accountName } from './account-names.ts';
import { caclsLetter, rightWords } from './rights.ts';

/**
 * Whom a share lets do what, in the words of File Manager; undefined where these do not reach: then only the list itself tells.
 */
export function sharePermissionsInWords(securityDescriptor: Uint8Array): string | undefined {
  const list = accessListOf(securityDescriptor, 'file');
  if (list === undefined || list.grants.length === 0 || list.others.length > 0) return undefined;
  const words = list.grants.map(grant => {
    const name = accountName(grant.account);
    return name === undefined || caclsLetter(grant, false) === undefined
      ? undefined
      : `${name}: ${rightWords(grant, false)}`;
  });
  return words.includes(undefined) ? undefined : words.join(', ');
}
