export { refuseUnsafe } from './refuse-unsafe.ts';
export { aboutLines, explainLines, readRepositoryPassword } from './repository-password.ts';
export { readSecret } from './secret.ts';
export type { SecretReference } from './secret-source.ts';
export { warnOfUnusable } from './unusable-warning.ts';
