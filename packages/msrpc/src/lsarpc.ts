export { enumerateAccountRights } from './lsarpc/account-rights.ts';
export { lsarpc, type PolicyHandle } from './lsarpc/interface.ts';
export { type AccountName, lookupNames, type SidUse } from './lsarpc/lookup-names.ts';
export { closePolicy, openPolicy, policyAccess } from './lsarpc/policy.ts';
