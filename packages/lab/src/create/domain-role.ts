import type { DomainRole } from '@resite/host';

/** How the registry of Windows NT says it. */
export const productTypes: Readonly<Record<DomainRole, string>> = {
  'primary-domain-controller': 'LanmanNT',
  'backup-domain-controller': 'LanmanNT',
  'domain-controller': 'LanmanNT',
  server: 'ServerNT',
  workstation: 'WinNT',
};

/** How the lab tells the two kinds of domain controllers. */
export const controllers: Partial<Record<DomainRole, string>> = {
  'primary-domain-controller': 'primary',
  'backup-domain-controller': 'backup',
};
