export { type BareMachineOptions, createBareMachine, destroyMachine } from './bare-machine.ts';
export type { LabClient } from './client/set-up-clients.ts';
export { joinClients } from './clients.ts';
export { checkInvariant, type InvariantResult, type ReportNumbers } from './invariant.ts';
export { createLab, destroyLab, type LabOptions } from './lab.ts';
export { type LabFile, type LabSite, type MachineSettings, readLab } from './lab-file.ts';
export { labDown, labUp, machineDown, machineKill, machineUp, type PowerOptions } from './power.ts';
export { labSettled } from './settled.ts';
export { type LabStatus, labStatus, type MachineStatus, type SiteStatus } from './status.ts';
