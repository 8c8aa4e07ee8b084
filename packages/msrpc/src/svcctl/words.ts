/** What a handle of the service database may be used for ([MS-SCMR] 3.1.4). */
export const managerAccess = {
  SC_MANAGER_CONNECT: 0x1,
  SC_MANAGER_CREATE_SERVICE: 0x2,
  SC_MANAGER_ENUMERATE_SERVICE: 0x4,
  SC_MANAGER_ALL_ACCESS: 0xf003f,
  MAXIMUM_ALLOWED: 0x02000000,
} as const;

/** What a handle of a service may be used for ([MS-SCMR] 3.1.4; DELETE of [MS-DTYP] 2.4.3). */
export const serviceAccess = {
  SERVICE_QUERY_CONFIG: 0x1,
  SERVICE_CHANGE_CONFIG: 0x2,
  SERVICE_QUERY_STATUS: 0x4,
  SERVICE_ENUMERATE_DEPENDENTS: 0x8,
  SERVICE_START: 0x10,
  SERVICE_STOP: 0x20,
  DELETE: 0x10000,
  SERVICE_ALL_ACCESS: 0xf01ff,
  MAXIMUM_ALLOWED: 0x02000000,
} as const;

/** Bits of the type of a service ([MS-SCMR] 3.1.4.12 and 2.2.47). */
export const serviceType = {
  SERVICE_KERNEL_DRIVER: 0x1,
  SERVICE_FILE_SYSTEM_DRIVER: 0x2,
  SERVICE_WIN32_OWN_PROCESS: 0x10,
  SERVICE_WIN32_SHARE_PROCESS: 0x20,
  SERVICE_INTERACTIVE_PROCESS: 0x100,
} as const;

/** dwCurrentState of SERVICE_STATUS ([MS-SCMR] 2.2.47). */
export type ServiceState = keyof typeof states;
/** dwStartType ([MS-SCMR] 2.2.15). The first two are for drivers. */
export type ServiceStartType = keyof typeof startTypes;
/** dwErrorControl ([MS-SCMR] 2.2.15). */
export type ServiceErrorControl = keyof typeof errorControls;

const states = {
  SERVICE_STOPPED: 1,
  SERVICE_START_PENDING: 2,
  SERVICE_STOP_PENDING: 3,
  SERVICE_RUNNING: 4,
  SERVICE_CONTINUE_PENDING: 5,
  SERVICE_PAUSE_PENDING: 6,
  SERVICE_PAUSED: 7,
} as const;

export const startTypes = {
  SERVICE_BOOT_START: 0,
  SERVICE_SYSTEM_START: 1,
  SERVICE_AUTO_START: 2,
  SERVICE_DEMAND_START: 3,
  SERVICE_DISABLED: 4,
} as const;

export const errorControls = {
  SERVICE_ERROR_IGNORE: 0,
  SERVICE_ERROR_NORMAL: 1,
  SERVICE_ERROR_SEVERE: 2,
  SERVICE_ERROR_CRITICAL: 3,
} as const;

export const stateNames = namesOf(states);
export const startTypeNames = namesOf(startTypes);
export const errorControlNames = namesOf(errorControls);

function namesOf<Name extends string>(table: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> {
  return new Map(Object.entries<number>(table).map(([name, number]) => [number, name as Name]));
}
