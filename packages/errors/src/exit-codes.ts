/** What the exit codes of `resite` mean; docs and manual pages come from this table. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'Everything was done.',
  1: 'It failed.',
  2: 'The command line or resite.yaml is wrong; nothing was begun.',
  3: 'It was done in part: some files are missing from it.',
  10: 'There is no repository.',
  11: 'The repository is locked.',
  12: 'The password of the repository is wrong.',
  20: 'A check refused it; nothing was changed.',
  21: 'The downtime budget was too short: no snapshot was made, and the services are back.',
  22: 'Services are **not** in their recorded state: act now, with `resite resume`. This one wins over all others.',
  23: 'A rehearsal has failed: the snapshot would not bring the site back.',
  24: 'SMS IDs are in use twice, or used up.',
  75: 'Not now: try again later, or resume an earlier run first.',
  130: 'It was interrupted, and ended cleanly.',
};
