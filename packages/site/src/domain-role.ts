import type { DomainRole } from '@resite/host';

/** What people call it. */
export const roleNames: Readonly<Record<DomainRole, string>> = {
  'primary-domain-controller': 'primary domain controller',
  'backup-domain-controller': 'backup domain controller',
  'domain-controller': 'domain controller',
  server: 'member or stand-alone server',
  workstation: 'workstation',
};

/** The accounts and local groups of a domain controller are those of its domain, and every one of the domain has them. */
export const isController = (role: DomainRole | undefined): boolean => role?.endsWith('domain-controller') === true;

/** Only Setup makes a domain controller of a computer, or anything else of one; which of them is the primary, a person may change at any time. */
export const isSameRole = (a: DomainRole, b: DomainRole): boolean => a === b || (isController(a) && isController(b));
