export interface LabOptions {
  /** SMS root directory of the secondary site; default `C:\SMS`. */
  root?: string;
  /** Clients that have already joined the secondary site. */
  clients?: number;
  /** Files in the package share, and their bytes altogether. */
  files?: number;
  bytes?: number;
  /** Milliseconds of one lab minute; default 50. */
  minuteMs?: number;
}

/** Builds a hierarchy of two sites: P01 on HQ1 in HQDOM and its secondary S01 on BRANCH1 in BRANCHDOM. All machines are off. */
export async function createLab(_folder: string, _options: LabOptions = {}): Promise<void> {
  throw new Error('under construction');
}

/** Powers everything off and deletes the folder. */
export async function destroyLab(_folder: string): Promise<void> {
  throw new Error('under construction');
}
