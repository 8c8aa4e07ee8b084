export type { RehearsalEvent } from './events.ts';
export type { Evidence, NotRehearsed, Phase } from './evidence.ts';
export { evidencePage } from './page.ts';
export { planOn, type RehearsalSetting } from './plan.ts';
export { publicKeyName } from './public-key-name.ts';
export { type RehearsalOptions, rehearse } from './rehearse.ts';
export { settleRehearsals } from './settle.ts';
export { type EvidenceKeys, type VerifiedEvidence, verifyEvidence } from './verify-evidence.ts';
export { writeEvidence } from './write-evidence.ts';
