export { type FromHost, returnFromHost } from './return-from-host.ts';
export { areBack, servicesDown } from './services-down.ts';
