/** What part of a site has moved away from its snapshot. */
export type DriftArea = 'identity' | 'services' | 'shares' | 'registry' | 'site control file' | 'SMS.INI' | 'SMS IDs';

export interface DriftItem {
  readonly area: DriftArea;
  /** In plain words. */
  readonly what: string;
  /** As a site does that works: IDs given out, counters, what waits in SITECFG.BOX. It is no drift. */
  readonly expected: boolean;
}
