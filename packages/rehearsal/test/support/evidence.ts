import type { Evidence } from '@resite/rehearsal';

/** A name such as somebody may give to a folder or a service. */
export const hostile = `</td><script>alert(1)</script><img src="x" onerror='y'>&amp;`;

export const evidence: Evidence = {
  schema: 1,
  type: 'resite-rehearsal',
  result: 'failed',
  failure: { code: 'CHECK_FAILED', message: hostile },
  run: '20261122-170000-S01-rehearsal',
  started: '2026-11-22T17:00:00.000Z',
  ended: '2026-11-22T17:00:10.000Z',
  site: {
    code: 'S01',
    parent: 'P01',
    server: hostile,
    domain: hostile,
    windows: hostile,
    system: 'SMS',
    smsRoot: hostile,
    captured: '2026-11-22T16:00:00.000Z',
  },
  snapshot: { id: '01'.repeat(32), tree: '23'.repeat(32), time: '2026-11-22T16:00:01.000Z' },
  repository: '45'.repeat(32),
  downtime: 'none',
  timeToRestore: { seconds: 10, phases: [{ phase: hostile, seconds: 10 }] },
  steps: [{ id: 'check', title: hostile, source: hostile, state: 'failed', seconds: 10, detail: hostile }],
  checks: [
    {
      id: 'site-shares',
      title: hostile,
      severity: 'error',
      outcome: 'failed',
      found: hostile,
      wanted: hostile,
      source: hostile,
    },
  ],
  notRehearsed: [{ what: hostile, why: hostile }],
  scratch: [hostile],
  versions: { resite: '0.1.0', node: 'v24.0.0', profile: hostile },
  host: { name: hostile, platform: 'linux', arch: 'x64' },
  key: 'SHA256:x',
};
