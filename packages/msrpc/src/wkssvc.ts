export { wkssvc } from './wkssvc/interface.ts';
export { getWorkstationInfo, type WorkstationInfo } from './wkssvc/workstation-info.ts';
