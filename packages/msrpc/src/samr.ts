export { lookupDomain, openDomain } from './samr/domain.ts';
export { type DomainHandle, type ServerHandle, samr, type UserHandle } from './samr/interface.ts';
export { connectSam } from './samr/server.ts';
export { closeSam, lookupAccount, openUser } from './samr/user.ts';
export { queryUserLogon, type UserLogon } from './samr/user-logon.ts';
