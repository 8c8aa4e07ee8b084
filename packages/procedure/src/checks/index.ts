export { pastEvents } from './past-events.ts';
export { checkRepositorySpace } from './repository-space.ts';
export { readSnapshotEvidence } from './snapshot-evidence.ts';
