export { enumerateAccountRights } from './lsarpc/account-rights.ts';
export { enumerateAccountsWithRight } from './lsarpc/accounts-with-right.ts';
export { lsarpc, type PolicyHandle } from './lsarpc/interface.ts';
export { type AccountName, lookupNames, type SidUse } from './lsarpc/lookup-names.ts';
export { closePolicy, openPolicy, policyAccess } from './lsarpc/policy.ts';
