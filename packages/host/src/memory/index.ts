export { diskOf } from './disk.ts';
export { later } from './events.ts';
export {
  type Account,
  type MachineState,
  type MachineWorld,
  type MemoryMachine,
  machineTime,
  memoryMachine,
  ordinary,
  type Program,
  type Row,
  type ServiceBehaviour,
  setBehaviour,
  update,
  worldTime,
} from './machine.ts';
export { type MemoryHostOptions, memoryHost, type OperationDetail, type OperationHook } from './memory-host.ts';
export { type NewMachineOptions, newMachine } from './new-machine.ts';
export { type PowerLoss, powerOff, powerOn, settle, shutDown } from './power.ts';
export { registryOf } from './registry.ts';
export { crashService, servicesOf } from './services.ts';
export { childrenOf, type Entry, type FileEntry, type Folder, isFolder } from './tree.ts';
