export { type Evidence, makeEvidence, type NotRehearsed, type Phase, type Rehearsed } from './evidence.ts';
export { isEvidencePage, parseEvidence, type ReadEvidence } from './evidence-schema.ts';
export { evidencePage } from './page.ts';
export { publicKeyName } from './public-key-name.ts';
export { clearScratches, createScratch, type Scratch } from './scratch.ts';
export { writeEvidence } from './write-evidence.ts';
