import { sddlToSecurityDescriptor } from '@resite/registry/security';

/** The permissions that SMS gives to its directories and shares (Q189809, Q181629, Q272923), owned by Administrators and inherited by what is below. */
const forAdministrators = 'O:BAG:BAD:(A;OICI;FA;;;BA)';

export const administratorsOnly = sddlToSecurityDescriptor(forAdministrators);
export const everyoneReads = sddlToSecurityDescriptor(`${forAdministrators}(A;OICI;0x1200a9;;;WD)`);
export const everyoneWrites = sddlToSecurityDescriptor(`${forAdministrators}(A;OICI;0x1201bf;;;WD)`);
export const everyoneChanges = sddlToSecurityDescriptor(`${forAdministrators}(A;OICI;0x1301bf;;;WD)`);
export const everyoneControls = sddlToSecurityDescriptor(`${forAdministrators}(A;OICI;FA;;;WD)`);
