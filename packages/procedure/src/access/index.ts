export { refuseUnsafe } from './refuse-unsafe.ts';
export { readSecret, type SecretReference } from './secret.ts';
export { warnOfUnusable } from './unusable-warning.ts';
