/** Windows NT Server as the lab sets it up: the last service packs that SMS 1.x met. */
export const windowsReleases = {
  '3.51': {
    systemRoot: 'C:\\WINNT35',
    windowsVersion: '3.51',
    servicePack: 'Service Pack 5',
    // how Windows NT 3.51 sees the space of a drive of NT 4.0 (Q200769)
    hotfixes: ['Q167871'],
  },
  '4.0': {
    systemRoot: 'C:\\WINNT',
    windowsVersion: '4.0',
    servicePack: 'Service Pack 6',
    // NetBT lets nobody else listen where it does (Q241041)
    hotfixes: ['Q241041'],
  },
} as const;

export type WindowsRelease = keyof typeof windowsReleases;

/** By version of Windows NT; what is not known counts as 3.51. */
export const buildOfWindows = (version: string): string => (version === '4.0' ? '1381' : '1057');
