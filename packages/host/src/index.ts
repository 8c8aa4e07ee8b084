export { dependentsFirst, dependentsOf, dependsOn, isCircular } from './dependents.ts';
export { checkFence } from './fence/claimant.ts';
export { type Fence, folderFence } from './fence/folder-fence.ts';
export { diskFiles, type FileGuard, type FileIntent } from './files/disk-files.ts';
export { localDrives } from './files/drives.ts';
export { faultOfName, formatWindowsPath, parseWindowsPath, type WindowsPath } from './files/windows-path.ts';
export type * from './host.ts';
export { type ImageHostOptions, imageHost } from './image/image-host.ts';
export { type DatabaseConditions, type LabConditions, readConditions, setConditions } from './lab/conditions.ts';
export { labController } from './lab/kind-of-controller.ts';
export { type LabHostOptions, labHost } from './lab/lab-host.ts';
export { labKey } from './lab/lab-key.ts';
export { type LeaseHandlers, type LeaseKeeper, type LeaseKeeperOptions, openLeaseKeeper } from './lab/lease-keeper.ts';
export { type RunningMachine, runningMachine } from './lab/machine-file.ts';
export { type LabHandlers, type LabServer, type ServeLabOptions, serveLab } from './lab/serve-lab.ts';
export { startAsService } from './lab/start-as-service.ts';
export { decodeWire, encodeWire } from './lab/wire.ts';
export type * from './lab-protocol.ts';
export { namingFailures } from './naming-failures.ts';
export { findWindows, type WindowsInstallation } from './registry/find-windows.ts';
export { type HiveRegistry, openHiveRegistry } from './registry/hive-registry.ts';
export { registryIdentity } from './registry/identity.ts';
export {
  dependencyFailed,
  dependentsRunning,
  dependsOnItself,
  isLocalSystem,
  logonFailed,
  programMissing,
  startDisabled,
  startFailed,
  stillStarting,
  stillStopping,
} from './registry/service-failures.ts';
export { serviceFromKey, servicesKey, serviceToKey } from './registry/service-key.ts';
export { type ServiceKeys, type ServiceSettings, serviceKeys } from './registry/service-keys.ts';
export { registryShares } from './registry/shares.ts';
export type { HostRemedy } from './remedy.ts';
export { type WaitOptions, waitForService } from './wait-for-service.ts';
