export { changeServiceConfig, type ServiceChange } from './svcctl/change-service-config.ts';
export { controlService, type ServiceControl, startService } from './svcctl/control.ts';
export { createService, deleteService, type ServiceCreation } from './svcctl/create-service.ts';
export {
  enumerateDependents,
  enumerateServices,
  type ServiceEntry,
  type ServiceStateFilter,
} from './svcctl/enumerate.ts';
export { closeServiceHandle, openService, openServiceManager } from './svcctl/handles.ts';
export { type ManagerHandle, type ServiceHandle, svcctl } from './svcctl/interface.ts';
export { queryServiceConfig, type ServiceConfig } from './svcctl/query-service-config.ts';
export { queryServiceStatus } from './svcctl/query-service-status.ts';
export type { ServiceStatus } from './svcctl/service-status.ts';
export {
  managerAccess,
  type ServiceErrorControl,
  type ServiceStartType,
  type ServiceState,
  serviceAccess,
  serviceType,
} from './svcctl/words.ts';
