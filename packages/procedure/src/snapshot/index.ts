export { findSiteSnapshot, type Wanted } from './find-snapshot.ts';
export type { Manifest } from './manifest.ts';
export { judgeProvenance } from './provenance.ts';
export { provenanceCheck } from './provenance-check.ts';
export { resiteFolder } from './resite-folder.ts';
export { readManifest, readSiteManifest } from './site-manifest.ts';
export { snapshotSite } from './snapshot-site.ts';
export { snapshotUids } from './snapshot-uids.ts';
export { requireSameSnapshot } from './trust.ts';
