import { svcctl } from '../../src/index.ts';
import { handle, struct, type Values } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

export const manager = handle('manager', 6);
export const service = handle('service', 7);

export const runningNumbers = {
  type: 0x110,
  state: 4,
  controls_accepted: 5,
  win32_exit_code: 0,
  service_exit_code: 0,
  check_point: 0,
  wait_hint: 0,
};
export const running = {
  type: 0x110,
  state: 'SERVICE_RUNNING',
  controlsAccepted: 5,
  exitCode: 0,
  serviceExitCode: 0,
  checkPoint: 0,
  waitHint: 0,
};
export const stopPending = struct('svcctl.SERVICE_STATUS', {
  ...runningNumbers,
  state: 3,
  check_point: 1,
  wait_hint: 30_000,
});

const changeOfNothing = {
  type: 0xffffffff,
  start_type: 0xffffffff,
  error_control: 0xffffffff,
  binary_path: null,
  load_order_group: null,
  tag_id: null,
  dependencies: null,
  dwDependSize: 0,
  service_start_name: null,
  password: null,
  dwPwSize: 0,
  display_name: null,
};

/** Each operation: what Samba reads in our request, and what we read in Samba's answer. */
export const operations: readonly OperationCase[] = [
  {
    name: 'the service control manager is opened',
    operation: 'OpenSCManagerW',
    call: binding => svcctl.openServiceManager(binding),
    asked: { MachineName: '\\\\BRANCH1', DatabaseName: 'ServicesActive', access_mask: 0x02000000 },
    answered: { out_handle: manager.samba },
    given: manager.own,
  },
  {
    name: 'a service is opened',
    operation: 'OpenServiceW',
    call: binding =>
      svcctl.openService(binding, manager.own, 'SMS_EXECUTIVE', svcctl.serviceAccess.SERVICE_QUERY_STATUS),
    asked: { scmanager_handle: manager.samba, ServiceName: 'SMS_EXECUTIVE', access_mask: 4 },
    answered: { out_handle: service.samba },
    given: service.own,
  },
  {
    name: 'a service is created with everything',
    operation: 'CreateServiceW',
    call: binding =>
      svcctl.createService(binding, manager.own, {
        name: 'SMS_EXECUTIVE',
        displayName: 'SMS Executive ü',
        imagePath: 'C:\\SMS\\SITE.SRV\\X86.BIN\\SMSEXEC.EXE',
        startType: 'SERVICE_AUTO_START',
        account: 'BRANCHDOM\\SMSService',
        encryptedPassword: new Uint8Array([9, 8, 7]),
        dependencies: ['LanmanServer', '+NDIS'],
        loadOrderGroup: 'SMS',
        type: 0x110,
        errorControl: 'SERVICE_ERROR_IGNORE',
        access: 0xf01ff,
      }),
    asked: {
      scmanager_handle: manager.samba,
      ServiceName: 'SMS_EXECUTIVE',
      DisplayName: 'SMS Executive ü',
      desired_access: 0xf01ff,
      type: 0x110,
      start_type: 2,
      error_control: 0,
      binary_path: 'C:\\SMS\\SITE.SRV\\X86.BIN\\SMSEXEC.EXE',
      LoadOrderGroupKey: 'SMS',
      TagId: null,
      dependencies: [...Buffer.from('LanmanServer\0+NDIS\0\0', 'utf16le')],
      dependencies_size: 40,
      service_start_name: 'BRANCHDOM\\SMSService',
      password: [9, 8, 7],
      password_size: 3,
    },
    answered: { out_TagId: null, out_handle: service.samba },
    given: service.own,
  },
  {
    name: 'a service is created with the least',
    operation: 'CreateServiceW',
    call: binding =>
      svcctl.createService(binding, manager.own, { name: 'A', imagePath: 'A.EXE', startType: 'SERVICE_DISABLED' }),
    asked: {
      scmanager_handle: manager.samba,
      ServiceName: 'A',
      DisplayName: null,
      desired_access: 0x02000000,
      type: 0x10,
      start_type: 4,
      error_control: 1,
      binary_path: 'A.EXE',
      LoadOrderGroupKey: null,
      TagId: null,
      dependencies: null,
      dependencies_size: 0,
      service_start_name: null,
      password: null,
      password_size: 0,
    },
    answered: { out_TagId: 5, out_handle: service.samba },
    given: service.own,
  },
  {
    name: 'what is to stay in a configuration is not sent',
    operation: 'ChangeServiceConfigW',
    call: binding => svcctl.changeServiceConfig(binding, service.own, {}),
    asked: { ...changeOfNothing, handle: service.samba },
    answered: { out_tag_id: null },
    given: undefined,
  },
  {
    name: 'a configuration is changed',
    operation: 'ChangeServiceConfigW',
    call: binding =>
      svcctl.changeServiceConfig(binding, service.own, {
        type: 0x20,
        startType: 'SERVICE_DEMAND_START',
        errorControl: 'SERVICE_ERROR_CRITICAL',
        imagePath: 'C:\\SMS\\Y.EXE',
        loadOrderGroup: 'SMS',
        account: 'LocalSystem',
        displayName: 'Ünïcode',
      }),
    asked: {
      ...changeOfNothing,
      handle: service.samba,
      type: 0x20,
      start_type: 3,
      error_control: 3,
      binary_path: 'C:\\SMS\\Y.EXE',
      load_order_group: 'SMS',
      service_start_name: 'LocalSystem',
      display_name: 'Ünïcode',
    },
    answered: { out_tag_id: 3 },
    given: undefined,
  },
  {
    name: 'a service is deleted',
    operation: 'DeleteService',
    call: binding => svcctl.deleteService(binding, service.own),
    asked: { handle: service.samba },
    answered: {},
    given: undefined,
  },
  {
    name: 'a handle is closed',
    operation: 'CloseServiceHandle',
    call: binding => svcctl.closeServiceHandle(binding, service.own),
    asked: { handle: service.samba },
    answered: { out_handle: handle('service', 0).samba },
    given: undefined,
  },
  {
    name: 'a service is started',
    operation: 'StartServiceW',
    call: binding => svcctl.startService(binding, service.own),
    asked: { handle: service.samba, NumArgs: 0, Arguments: null },
    answered: {},
    given: undefined,
  },
  {
    name: 'a service is started with arguments',
    operation: 'StartServiceW',
    call: binding => svcctl.startService(binding, service.own, ['SMS_EXECUTIVE', '', '/d ☃']),
    asked: {
      handle: service.samba,
      NumArgs: 3,
      Arguments: ['SMS_EXECUTIVE', '', '/d ☃'].map(string => ({ string })),
    },
    answered: {},
    given: undefined,
  },
  {
    name: 'a service is told to stop',
    operation: 'ControlService',
    call: binding => svcctl.controlService(binding, service.own, 'SERVICE_CONTROL_STOP'),
    asked: { handle: service.samba, control: 1 },
    answered: { out_service_status: stopPending },
    given: { ...running, state: 'SERVICE_STOP_PENDING', checkPoint: 1, waitHint: 30_000 },
  },
  {
    name: 'a server may leave out the state at a control',
    operation: 'ControlService',
    call: binding => svcctl.controlService(binding, service.own, 'SERVICE_CONTROL_INTERROGATE'),
    asked: { handle: service.samba, control: 4 },
    answered: { out_service_status: struct('svcctl.SERVICE_STATUS', {}) },
    given: undefined,
  },
  {
    name: 'the state comes with the process',
    operation: 'QueryServiceStatusEx',
    call: binding => svcctl.queryServiceStatus(binding, service.own),
    asked: { handle: service.samba, info_level: 0, offered: 36 },
    answered: {
      out_buffer: { bytes: '100100000400000005000000000000000000000000000000000000002a01000000000000' },
      out_needed: 36,
    },
    given: { ...running, processId: 298 },
  },
  {
    name: 'the configuration',
    operation: 'QueryServiceConfigW',
    call: binding => svcctl.queryServiceConfig(binding, service.own),
    asked: { handle: service.samba, offered: 8192 },
    answered: {
      out_query: struct('svcctl.QUERY_SERVICE_CONFIG', {
        service_type: 16,
        start_type: 3,
        error_control: 2,
        executablepath: 'C:\\SMS\\X.EXE -k',
        loadordergroup: '',
        tag_id: 4,
        dependencies: 'RPCSS/+NDIS/',
        startname: 'LocalSystem',
        displayname: 'Ünïcode',
      }),
      out_needed: 0,
    },
    given: {
      type: 16,
      startType: 'SERVICE_DEMAND_START',
      errorControl: 'SERVICE_ERROR_SEVERE',
      imagePath: 'C:\\SMS\\X.EXE -k',
      loadOrderGroup: '',
      tagId: 4,
      dependencies: ['RPCSS', '+NDIS'],
      account: 'LocalSystem',
      displayName: 'Ünïcode',
    },
  },
  {
    name: 'a configuration with nothing in it',
    operation: 'QueryServiceConfigW',
    call: binding => svcctl.queryServiceConfig(binding, service.own),
    asked: { handle: service.samba, offered: 8192 },
    answered: { out_query: struct('svcctl.QUERY_SERVICE_CONFIG', {}), out_needed: 0 },
    given: {
      type: 0,
      startType: 'SERVICE_BOOT_START',
      errorControl: 'SERVICE_ERROR_IGNORE',
      imagePath: '',
      loadOrderGroup: '',
      tagId: 0,
      dependencies: [],
      account: '',
      displayName: '',
    },
  },
  {
    name: 'the services',
    operation: 'EnumServicesStatusW',
    call: binding => svcctl.enumerateServices(binding, manager.own, { state: 'SERVICE_ACTIVE' }),
    asked: { handle: manager.samba, type: 0x30, state: 1, offered: 0x4000, resume_handle: 0 },
    answered: { ...list('out_service', ['SMS_EXECUTIVE', 'Spooler']), out_resume_handle: 0 },
    given: entries('SMS_EXECUTIVE', 'Spooler'),
  },
  {
    name: 'the dependents',
    operation: 'EnumDependentServicesW',
    call: binding => svcctl.enumerateDependents(binding, service.own),
    asked: { service: service.samba, state: 3, offered: 0x4000 },
    answered: list('out_service_status', ['SQLServerAgent']),
    given: entries('SQLServerAgent'),
  },
];

/** The results of a list with these services, each running; the buffer comes in its whole size. */
export function list(name: string, names: readonly string[], more: Values = {}, room = 0x4000): Values {
  return {
    [name]: { bytes: Buffer.concat([buffer(names)], room).toString('hex') },
    out_needed: 0,
    out_services_returned: names.length,
    ...more,
  };
}

/** [MS-SCMR] 2.2.11, one structure after the other and then the texts. */
export function buffer(names: readonly string[]): Buffer {
  const entrySize = 36;
  const texts: Buffer[] = [];
  let offset = names.length * entrySize;
  const place = (text: string) => {
    const start = offset;
    texts.push(Buffer.from(`${text}\0`, 'utf16le'));
    offset += texts.at(-1)!.length;
    return start;
  };
  const structs = names.map(name => {
    const numbers = [place(name), place(`The ${name}`), ...Object.values(runningNumbers)];
    return Buffer.from(new Uint32Array(numbers).buffer);
  });
  return Buffer.concat([...structs, ...texts]);
}

export function entries(...names: string[]) {
  return names.map(name => ({ name, displayName: `The ${name}`, status: running }));
}
