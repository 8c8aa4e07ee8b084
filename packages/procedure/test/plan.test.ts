import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defined } from '@resite/errors';
import type { Procedure } from '@resite/procedure';
import { sddlToSecurityDescriptor } from '@resite/registry/security';
import { planBackup, planSiblingBackup } from '../src/plan/backup/plan-backup.ts';
import { planRehearsal } from '../src/plan/restore/plan-rehearsal.ts';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { renderMarkdown, renderText } from '../src/plan/runbook.ts';
import { backupFacts, manifest, rehearsalFacts, restoreFacts, site } from './support/description.ts';

/** `O:BAG:BAD:(A;;0x1200a9;;;WD)` */
const everyoneReads = Buffer.from(sddlToSecurityDescriptor('O:BAG:BAD:(A;;0x1200a9;;;WD)')).toString('base64');

test('the backup, step by step', () => {
  assert.equal(
    renderText(planBackup(backupFacts)),
    `Back up SMS 1.x secondary site S01 on BRANCH1

  1  BRANCH1        Check that S01 can be backed up  [Q138347 Summary]
  2  BRANCH1        Copy what can be copied while the site runs  [Resite: short downtime]
  3  BRANCH1        Save the SMS registry key  [Q138347 Backup 1]
  4  BRANCH1        Write down the state of every SMS service on BRANCH1  [Resite: services come back]
  5  HQ1            Write down the state of every SMS service on HQ1  [Resite: services come back]
  6  this computer  Predict how long the services will be down  [Resite: short downtime]
  7  this computer  Start the guardian that returns the services if this program dies  [Resite: services come back]
  8  BRANCH1        Stop the SMS services on BRANCH1  [Q138347 Backup 2]
  9  HQ1            Stop the SMS services of the parent on HQ1  [Q138347 Backup 3]
 10  BRANCH1        See that every service is stopped  [Q168682]
 11  BRANCH1        Save the SMS registry key as it is with the services stopped  [Q138347 Backup 1; Q127052]
 12  BRANCH1        Copy the SMS directories and files, as they are with the services stopped  [Q138347 Backup 4a–4d]
 13  BRANCH1        Write down names, services, shares and SMS IDs  [Q183348 step 1]
 14  BRANCH1        See that every service stayed stopped  [Q168682]
 15  HQ1            Return the SMS services on HQ1 to their earlier state  [Q138347 Backup 3 (the article leaves it out)]
 16  BRANCH1        Return the SMS services on BRANCH1 to their earlier state  [Q138347 Backup 2 (the article leaves it out)]
 17  this computer  Compare the registry key as it was before the stop and after it  [Q138347 Backup 1; Q127052]
 18  this computer  Make it a snapshot in the repository  [Q138347 Backup 4]
 19  this computer  Read the snapshot back  [Resite: provable]

If this computer fails, these start their services by themselves 15 minutes later: BRANCH1, HQ1
`,
  );
});

test('services of others that depend on those of the site stop first and return last, by name', () => {
  const others = (['PAGER<FAXD', 'FAXD<SMS_EXECUTIVE', 'ARCHIVER<PAGER'] as const).map(text => {
    const [name, needed] = text.split('<') as [string, string];
    return { ...site.services[0]!, name, displayName: name, account: 'LocalSystem', dependsOn: [needed] };
  });
  const facts = {
    ...backupFacts,
    site: { ...site, dependents: others },
    parentServices: ['FAXD', ...backupFacts.parentServices],
    parentDependents: ['FAXD'],
  };
  const backup = planBackup(facts);
  const step = (id: string) => backup.steps.find(each => each.id === id)!;
  assert.deepEqual(step('stop-services').action, {
    type: 'stop-services',
    host: 'BRANCH1',
    services: ['SMS_SITE_CONFIG_MANAGER', 'ARCHIVER', 'PAGER', 'FAXD', 'SMS_EXECUTIVE', 'SMS_INVENTORY_AGENT_NT'],
    dependents: ['ARCHIVER', 'PAGER', 'FAXD'],
  });
  assert.equal(
    step('stop-services').title,
    'Stop the SMS services on BRANCH1, and ARCHIVER, PAGER, FAXD, which depend on them',
  );
  assert.match(step('stop-parent-services').byHand, /FAXD belongs to somebody else: if it runs, note that and stop it/);
  const restore = renderMarkdown(
    planRestore({
      ...restoreFacts,
      manifest: { ...manifest, site: facts.site },
      parentServices: facts.parentServices,
      parentDependents: ['FAXD'],
    }),
  );
  assert.match(
    restore,
    /Services of others that depend on those of the site: PAGER, FAXD, ARCHIVER\. Nothing of them is in the snapshot\./,
  );
  assert.match(
    restore,
    /Return the SMS services of the parent on HQ1, and FAXD, which depends on them, to their earlier state/,
  );
  assert.match(restore, /start what was started before\. Last of all FAXD\./);
});

describe('helper servers', () => {
  const services = ['SMS_EXECUTIVE'];
  const helpers = ['BRANCH8', 'BRANCH9'].map(host => ({ host, computerName: host, services }));
  const hosts = { ...backupFacts.hosts, BRANCH8: backupFacts.hosts.BRANCH1!, BRANCH9: backupFacts.hosts.BRANCH1! };
  const stepsAt = ({ steps }: Procedure, ...names: string[]) =>
    steps.flatMap(({ id, host }) => (names.includes(host) && /services/.test(id) ? [id] : []));

  test('stop after the site, each with steps of its own, and return before it', () => {
    const backup = planBackup({ ...backupFacts, helpers, hosts });
    assert.deepEqual(Object.keys(backup.hosts), ['BRANCH1', 'BRANCH8', 'BRANCH9', 'HQ1']);
    assert.deepEqual(stepsAt(backup, 'BRANCH1', 'BRANCH8', 'BRANCH9'), [
      'record-services',
      'record-helper-services',
      'record-helper-services-2',
      'stop-services',
      'stop-helper-services',
      'stop-helper-services-2',
      'return-helper-services',
      'return-helper-services-2',
      'return-services',
    ]);
    const step = (id: string) => backup.steps.find(each => each.id === id)!;
    assert.deepEqual(step('stop-helper-services-2').after, ['stop-services']);
    assert.deepEqual(step('stop-helper-services-2').compensation, { type: 'return-services', host: 'BRANCH9' });
    assert.deepEqual(step('return-services').after, [
      'confirm-stopped',
      'return-helper-services',
      'return-helper-services-2',
    ]);
    for (const id of ['confirm-stop', 'confirm-stopped']) {
      const { action } = step(id);
      assert.deepEqual(action.type === 'confirm-stopped' && Object.keys(action.hosts), Object.keys(backup.hosts));
    }
    assert.match(renderText(backup), /these start their services by themselves .*: BRANCH1, BRANCH8, BRANCH9, HQ1/);
  });

  test('of one site among several stop in its lane', () => {
    const second = { ...backupFacts, host: 'BRANCH2', site: { ...site, siteCode: 'S02' }, helpers: [helpers[1]!] };
    const setting = { ...backupFacts, hosts: { ...hosts, BRANCH2: hosts.BRANCH1! }, parallel: 4 };
    const backup = planSiblingBackup([{ ...backupFacts, helpers: [] }, second], setting);
    assert.deepEqual(Object.keys(backup.hosts), ['BRANCH1', 'BRANCH2', 'BRANCH9', 'HQ1']);
    const ofLane = backup.steps.filter(({ lane }) => lane === 'S02').map(({ id }) => id);
    const stretch = ofLane.slice(ofLane.indexOf('stop-services/S02'), ofLane.indexOf('return-services/S02') + 1);
    assert.equal(stretch[1], 'stop-helper-services/S02');
    assert.equal(stretch.at(-2), 'return-helper-services/S02');
    const stop = backup.steps.find(({ id }) => id === 'stop-helper-services/S02');
    assert.deepEqual(stop?.after, ['stop-services/S02']);
  });

  test('are stopped before anything is put back, and return when the site is up', () => {
    const restore = planRestore({ ...restoreFacts, helpers, hosts: { ...restoreFacts.hosts, ...hosts } });
    const ids = restore.steps.map(({ id }) => id);
    const at = (id: string) => {
      assert.ok(ids.includes(id), `${id} in ${ids.join(', ')}`);
      return ids.indexOf(id);
    };
    assert.ok(at('start-guardian') < at('stop-helper-services'));
    assert.ok(at('stop-helper-services-2') < at('restore-registry'));
    assert.ok(at('wait-for-services') < at('return-helper-services'));
    assert.ok(at('return-helper-services-2') < at('return-parent-services'));
    for (const { id, repeat } of restore.steps) if (/helper/.test(id)) assert.equal(repeat, true, id);
  });

  test('that resite.yaml does not name are named in both plans', () => {
    const named = { ...site, helperServers: [{ name: 'BRANCH7', components: ['SMS_SCHEDULER'] }] };
    const backup = planBackup({ ...backupFacts, site: named, helpers, hosts });
    assert.match(renderText(backup), /The backup of S01 will be refused: BRANCH7 \(SMS_SCHEDULER\)/);
    const restore = renderText(planRestore({ ...restoreFacts, manifest: { ...manifest, site: named } }));
    assert.match(restore, /The services on BRANCH7: resite\.yaml does not name them/);
    assert.match(renderText(planRehearsal({ ...rehearsalFacts, manifest: { ...manifest, site: named } })), /BRANCH7/);
  });
});

test('every step says which phase it belongs to, and phases come in order', () => {
  const phases = ({ steps }: Procedure) =>
    steps.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1]);
  const restored = ['restore', 'compare', 'adapt', 'revive'];
  assert.deepEqual(phases(planBackup(backupFacts)), ['check', 'prepare', 'stop', 'capture', 'return', 'store', 'read']);
  assert.deepEqual(phases(planRestore(restoreFacts)), [
    'check',
    'read',
    'prepare',
    'stop',
    'adapt',
    ...restored,
    'return',
    'confirm',
  ]);
  assert.deepEqual(phases(planRehearsal(rehearsalFacts)), ['check', 'read', 'adapt', ...restored, 'confirm']);
});

test('the backup of several sites: their parent is stopped once, and each site has a lane of its own', () => {
  const second = { ...backupFacts, host: 'BRANCH2', site: { ...site, siteCode: 'S02' } };
  const hosts = { ...backupFacts.hosts, BRANCH2: backupFacts.hosts.BRANCH1 };
  const procedure = planSiblingBackup([backupFacts, second], { ...backupFacts, hosts, parallel: 4 });
  assert.deepEqual(Object.keys(procedure.hosts), ['BRANCH1', 'BRANCH2', 'HQ1']);
  const own = (stretch: string[], code: string) => stretch.map(id => `${id}/${code}`);
  const before = ['check', 'pre-copy', 'save-registry-before', 'record-services'];
  const stopped = ['confirm-stop', 'save-registry', 'capture', 'describe-site', 'confirm-stopped'];
  const captured = ['stop-services', ...stopped, 'return-services'];
  const after = ['compare-registry', 'commit', 'verify'];
  assert.deepEqual(
    procedure.steps.map(({ id }) => id),
    [
      ...own(before, 'S01'),
      ...own(before, 'S02'),
      ...['record-parent-services', 'expect-downtime', 'start-guardian', 'stop-parent-services'],
      ...own(captured, 'S01'),
      ...own(captured, 'S02'),
      'return-parent-services',
      ...own(after, 'S01'),
      ...own(after, 'S02'),
    ],
  );
  for (const { id, lane } of procedure.steps) assert.equal(lane, id.split('/')[1]);
  assert.match(renderMarkdown(procedure), /^## 32\. S02: Make it a snapshot in the repository$/m);
});

test('the service that starts the others again is stopped first, on the site and on its parent', () => {
  const stops = planBackup(backupFacts).steps.map(({ action }) => action);
  const firsts = stops.flatMap(action => (action.type === 'stop-services' ? [action.services[0]] : []));
  assert.deepEqual(firsts, ['SMS_SITE_CONFIG_MANAGER', 'SMS_SITE_CONFIG_MANAGER']);
});

test('the restore, step by step: the parent is stopped first and returned last', () => {
  assert.equal(
    renderText(planRestore(restoreFacts)).replace(/\nNot restored[\s\S]*/, ''),
    `Restore SMS 1.x secondary site S01 to BRANCH1, as it was on 1996-07-24 12:00:30 UTC

  1  BRANCH1        Check that BRANCH1 can take S01  [Q138347 Restore 1; Q147469]
  2  this computer  Read the whole snapshot once, before anything is changed  [Resite: never make things worse]
  3  HQ1            Write down the state of every SMS service on HQ1  [Resite: services come back]
  4  this computer  Start the guardian that returns the services if this program dies  [Resite: services come back]
  5  HQ1            Stop the SMS services of the parent on HQ1  [Q138347 Restore 5 (which starts them again); Q183347]
  6  HQ1            Gather every SMS ID in use and decide the next one  [Q138347 Caution; Q127052]
  7  BRANCH1        Create and restore the SMS registry key  [Q138347 Restore 2]
  8  BRANCH1        Restore the SMS root directory (D:\\NTAPPS\\SMS)  [Q138347 Restore 3a]
  9  BRANCH1        Restore the \\MS directory (C:\\MS)  [Q138347 Restore 3b; Q149681]
 10  BRANCH1        Restore every SMS_PKGx directory (C:\\SMS_PKGC)  [Q138347 Restore 3c]
 11  BRANCH1        Restore every SMS_PKGx directory (D:\\SMS_PKGD)  [Q138347 Restore 3c]
 12  BRANCH1        Restore SMS.INI (C:\\SMS.INI)  [Q138347 Restore 3d; Q149673]
 13  BRANCH1        Restore the log of SMS_SITE_CONFIG_MANAGER (D:\\SCMAN.LOG)  [Q125452]
 14  BRANCH1        Compare everything on the target with the snapshot  [Resite: provable]
 15  BRANCH1        Move the next SMS ID past every ID in use  [Q138347 Caution; Q127052]
 16  BRANCH1        Share the folders of packages again, with their comments and permissions  [Q107244; Q107245; Q173995 (package shares are made per job, not by SMS_SITE_CONFIG_MANAGER)]
 17  BRANCH1        Settle what waits in the queues: leave it  [Q183347; Q159201; Q214485]
 18  BRANCH1        Run LOGON.SRV\\RUNSMS.BAT on BRANCH1  [Q138347 Restore 3e]
 19  BRANCH1        Install and start SMS_SITE_CONFIG_MANAGER  [Q138347 Restore 4]
 20  BRANCH1        Wait until SMS_SITE_CONFIG_MANAGER has brought up the other services  [Q138347 Restore 4; Q183347]
 21  HQ1            Return the SMS services of the parent on HQ1 to their earlier state  [Q138347 Restore 5]
 22  BRANCH1        If the parent hears nothing, send it the site control file again (after 30 minutes)  [Q183347]
 23  BRANCH1        See that S01 works and its parent reports it ACTIVE  [Q138347 Restore 4; Q183347]

If this computer fails, these start their services by themselves 15 minutes later: HQ1
`,
  );
});

const procedures: [string, Procedure][] = [
  ['backup', planBackup(backupFacts)],
  ['restore', planRestore(restoreFacts)],
  ['rehearsal', planRehearsal(rehearsalFacts)],
];
for (const [name, procedure] of procedures) {
  test(`${name}: the runbook has each step once, in its order, with its source and what a person does`, () => {
    const page = renderMarkdown(procedure);
    const headings = [...page.matchAll(/^## (\d+)\. (.*)\n\nOn (.*) · (.*)\n\n(?=\S)/gm)].map(([, ...parts]) => parts);
    assert.deepEqual(
      headings,
      procedure.steps.map(({ title, host, source }, index) => [
        String(index + 1),
        title,
        host === 'this computer' ? 'another computer' : host,
        source,
      ]),
    );
  });

  test(`${name}: every step has an ID of its own and a host that is known`, () => {
    const ids = procedure.steps.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { id, host } of procedure.steps) {
      assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(host in procedure.hosts || host === 'this computer', host);
    }
  });

  test(`${name}: whatever stops services is undone when the procedure ends early, and its states are recorded before`, () => {
    const { steps } = procedure;
    const stops = steps.filter(({ action }) => action.type === 'stop-services');
    assert.equal(stops.length > 0, name !== 'rehearsal');
    for (const stop of stops) {
      const { host } = stop.action as { host: string };
      assert.deepEqual(stop.compensation, { type: 'return-services', host });
      const before = steps.slice(0, steps.indexOf(stop)).map(({ action }) => action);
      assert.ok(before.some(action => action.type === 'record-services' && action.host === host));
      assert.ok(before.some(action => action.type === 'start-guardian'));
      const later = steps.slice(steps.indexOf(stop)).map(({ action }) => action);
      assert.ok(later.some(action => action.type === 'return-services' && action.host === host));
    }
  });

  test(`${name}: it is plain data`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(procedure)), procedure);
  });
}

test('a rehearsal does what a restore does to its target, and knows of no other machine', () => {
  const { hosts, steps } = planRehearsal(rehearsalFacts);
  const [scratch, standIn] = ['scratch', 'scratch-parent'];
  assert.deepEqual(Object.keys(hosts), [scratch, standIn]);
  for (const { host, action, compensation } of steps) {
    assert.ok([scratch, 'this computer'].includes(host), host);
    assert.equal(compensation, undefined);
    assert.doesNotMatch(JSON.stringify(action), /BRANCH1|HQ1/);
  }
  const onTarget = planRestore({ ...restoreFacts, target: scratch }).steps.filter(
    ({ host, id }) => host === scratch && !['resend-control-file', 'confirm-site'].includes(id),
  );
  const rehearsed = steps.map(({ id }) => id);
  assert.deepEqual(
    rehearsed.filter(id => !['verify-snapshot', 'decide-ids', 'confirm-rehearsal'].includes(id)),
    onTarget.map(({ id }) => id),
  );
});

test('two directories whose names come to the same ID are two steps', () => {
  const folders = ['D:\\SMS-PKGD', 'D:\\SMS\\PKGD'];
  const { steps } = planRestore({
    ...restoreFacts,
    manifest: { ...manifest, roots: folders, site: { ...site, packageFolders: folders } },
  });
  assert.deepEqual(
    steps.filter(({ action }) => action.type === 'restore-files').map(({ id }) => id),
    ['restore-packages-d-sms-pkgd', 'restore-packages-d-sms-pkgd-2'],
  );
});

test('only services that ran are waited for', () => {
  const wait = planRestore(restoreFacts).steps.find(({ id }) => id === 'wait-for-services');
  assert.deepEqual(wait?.action, {
    type: 'wait-for-services',
    host: 'BRANCH1',
    services: ['SMS_SITE_CONFIG_MANAGER', 'SMS_EXECUTIVE'],
    minutes: 45,
    snapshot: { id: restoreFacts.snapshot },
  });
});

test('what is not restored stands below the steps and before those of the runbook, made for this site', () => {
  const logonServers = { configured: [], hosts: { ...restoreFacts.hosts, BRANCH3: restoreFacts.hosts.HQ1 } };
  const facts = {
    ...restoreFacts,
    logonServers,
    manifest: { ...manifest, site: { ...site, logonServers: ['BRANCH1', 'BRANCH2', 'BRANCH3'] } },
  };
  const { remarks = [] } = planRestore(facts);
  assert.deepEqual(
    remarks.map(({ id }) => id),
    [
      'service-passwords',
      'control-file-password',
      'service-rights',
      'computer-account',
      'file-systems',
      'made-shares',
      'other-logon-servers',
      'after-the-backup',
      'parent-build',
      'queues',
      'package-instructions',
      'outside-of-sms',
    ],
  );
  assert.match(
    remarks.find(({ id }) => id === 'other-logon-servers')!.what,
    /BRANCH2, BRANCH3: no file .* Of BRANCH2, BRANCH3 not even the UID file is known/,
  );
  assert.ok(remarks.every(({ source }) => /Q\d{6}|SMS Resource Guide/.test(source)));
  assert.match(
    renderText(planRestore(facts)),
    /\n 24 {2}.*\n\nIf this computer fails, .*\n\nNot restored, or left to you:\n\n {2}- The passwords/,
  );
  assert.match(
    renderMarkdown(planRestore(facts)),
    /## What is not restored, and what is left to you\n\n- The passwords[\s\S]*## 1\. /,
  );
  assert.ok(
    planRestore({ ...facts, parkQueues: true }).remarks!.some(({ what }) =>
      /parked in D:.NTAPPS.SMS.PARKED\.$/.test(what),
    ),
  );
});

test('of the password of the services a remark says when it was set, where a backup has found that', () => {
  const { user } = restoreFacts.account!;
  const todo = (servicePassword?: { account: string; set: string }) =>
    planRestore({ ...restoreFacts, manifest: { ...manifest, ...defined({ servicePassword }) } }).remarks!.find(
      ({ id }) => id === 'control-file-password',
    )!.todo;
  const set = '1996-03-01T08:00:00.000Z';
  assert.match(
    todo({ account: user.toLowerCase(), set }),
    /^At the backup it was the one set on 1996-03-01 08:00:00 UTC\. Was it/,
  );
  for (const other of [undefined, { account: 'X\\Y', set }]) assert.match(todo(other), /^Was it changed since\?/);
});

test('for a domain controller the remarks and the page say where its accounts come from', () => {
  const controller = { ...site.identity, role: 'primary-domain-controller' } as const;
  const procedure = planRestore({
    ...restoreFacts,
    manifest: { ...manifest, site: { ...site, identity: controller } },
  });
  const { remarks = [] } = procedure;
  assert.ok(!remarks.some(({ id }) => id === 'computer-account'));
  assert.match(remarks.find(({ id }) => id === 'service-rights')!.what, /has both from its domain/);
  assert.match(
    remarks.find(({ id }) => id === 'domain-controller')!.todo,
    /as a backup domain controller of BRANCHDOM/,
  );
  assert.match(renderMarkdown(procedure), /was a primary domain controller: install it as a backup domain controller/);
});

test('a site of SMS 1.0 runs the batch file that it has, and a page says which disc INSTSRV is on', () => {
  const step = (version: string, id: string) =>
    planRestore({ ...restoreFacts, manifest: { ...manifest, site: { ...site, version } } }).steps.find(
      each => each.id === id,
    )!;
  for (const [version, file] of [
    ['600', 'SMSLS.BAT'],
    ['692', 'RUNSMS.BAT'],
    ['786', 'RUNSMS.BAT'],
    ['', 'RUNSMS.BAT'],
  ] as const) {
    const { title, action, byHand } = step(version, 'client-setup');
    assert.equal(title, `Run LOGON.SRV\\${file} on BRANCH1`);
    assert.equal(action.type === 'run-program' && action.program, `D:\\NTAPPS\\SMS\\LOGON.SRV\\${file}`);
    assert.ok(byHand.includes(file));
    const { byHand: install } = step(version, 'install-bootstrap');
    assert.ok(
      install.startsWith(`The site is of SMS build ${version || 'unknown'}, and its server of the platform X86.`),
    );
  }
});

test('the page names hotfixes', () => {
  const identity = { ...site.identity, hotfixes: ['Q147222', 'Q167871'] };
  const page = renderMarkdown(planRestore({ ...restoreFacts, manifest: { ...manifest, site: { ...site, identity } } }));
  assert.match(
    page,
    /Service Pack 5, with the hotfixes Q147222, Q167871, on the new machine\. Platform X86, computer name `BRANCH1`,/,
  );
});

test('the page names file systems, and a remark asks for them only where no check can compare them', () => {
  const known = { ...manifest, site: { ...site, fileSystems: { C: 'FAT', D: 'NTFS' } } };
  const seen = { ...restoreFacts, manifest: known };
  const windows = { driver: 'windows', address: 'BRANCH1', user: 'BRANCHDOM\\A', password: { file: '/p' } } as const;
  const remarkOf = (facts: Parameters<typeof planRestore>[0]) =>
    planRestore(facts).remarks!.find(({ id }) => id === 'file-systems')?.what;
  assert.match(renderMarkdown(planRestore(seen)), /hard drives C \(FAT\), D \(NTFS\): all/);
  assert.equal(remarkOf(seen), undefined);
  const unseen = remarkOf({ ...seen, hosts: { ...seen.hosts, BRANCH1: windows } });
  assert.match(unseen!, /they were FAT on C:, NTFS on D:, and those of BRANCH1 nobody can see/);
});

test('packages behind a share of another name have a step of their own, and the share comes back with its permissions', () => {
  const apps = { name: 'APPS', path: 'D:\\NETAPPS', comment: 'Applications', securityDescriptor: everyoneReads };
  const hidden = { name: 'EXCEL$', path: 'D:\\NETAPPS\\EXCEL', comment: '' };
  const unsaved = { name: 'TOOLS', path: 'D:\\TOOLS', comment: '' };
  const { steps } = planRestore({
    ...restoreFacts,
    manifest: {
      ...manifest,
      roots: [...manifest.roots, apps.path],
      site: {
        ...site,
        sharedPackages: [{ share: apps.name, path: apps.path }],
        shares: [...site.shares, apps, hidden, unsaved],
      },
    },
  });
  const restored = steps.find(({ id }) => id === 'restore-shared-packages-d-netapps');
  assert.match(restored?.source ?? '', /Q173995/);
  const shares = steps.find(({ id }) => id === 'create-shares');
  assert.deepEqual(shares?.action.type === 'create-shares' && shares.action.shares, [
    'SMS_PKGC',
    'SMS_PKGD',
    'APPS',
    'EXCEL$',
  ]);
  assert.ok(shares?.byHand.includes('net share APPS=D:\\NETAPPS /remark:"Applications"'));
  assert.match(
    shares?.byHand ?? '',
    /give it its permissions, in File Manager, .*: Everyone: Read\. In full: `O:BAG:BAD:\(A;;.*;;;WD\)`/,
  );
});

test('a backup that leaves something out says so before it begins, and its snapshot to everybody who would restore it', () => {
  const { smsIni: _, ...without } = site;
  const words = /will be partial\. It lacks SMS\.INI: it is in the root of no local drive\.\n.*The checks say how/;
  assert.match(renderText(planBackup({ ...backupFacts, site: without })), words);
  assert.match(renderMarkdown(planBackup({ ...backupFacts, site: without })), /## What is not saved\n\n- .* lacks SMS/);
  assert.equal(planBackup(backupFacts).remarks, undefined);
  const leftOut = [{ what: 'E:\\', why: 'it is the root of a drive', source: 'Q138347 Backup 4c' }];
  for (const [partial, lacks] of [
    [{ ...manifest, roots: manifest.roots.filter(root => root !== 'C:\\SMS.INI'), site: without }, 'SMS.INI'],
    [{ ...manifest, leftOut }, 'E:\\'],
  ] as const) {
    const { remarks = [] } = planRestore({ ...restoreFacts, manifest: partial });
    assert.deepEqual(
      remarks.filter(({ id }) => id === 'left-out').map(({ what }) => what.replace(/:.*/, '')),
      [`The snapshot is partial. It lacks ${lacks.replace(/:.*/, '')}`],
    );
  }
});

test('other logon servers are looked at in a backup once the services are back, and in a restore before anything is written', () => {
  const logonServers = { configured: ['HQ1'], hosts: restoreFacts.hosts };
  const backup = planBackup({ ...backupFacts, logonServers }).steps.map(({ id }) => id);
  assert.equal(backup[backup.indexOf('describe-logon-servers') - 1], 'return-services');
  const restore = planRestore({ ...restoreFacts, logonServers }).steps.map(({ id }) => id);
  assert.equal(restore[restore.indexOf('compare-logon-servers') + 1], 'restore-registry');
});

test('the name of a logon server stands in the steps as it is', () => {
  const logonServers = { configured: ['A$&B'], hosts: restoreFacts.hosts };
  const steps = [planBackup({ ...backupFacts, logonServers }), planRestore({ ...restoreFacts, logonServers })]
    .flatMap(({ steps }) => steps)
    .filter(({ id }) => /-logon-servers$/.test(id));
  assert.equal(steps.length, 2);
  for (const { title } of steps) assert.match(title, /A\$&B/);
});

test('what a snapshot says becomes neither markup nor a command in the runbook', () => {
  const evil = '`x` | <b onclick=y> [l](http://e) \x1b[2J\n# h & del *';
  const { manifest } = restoreFacts;
  const share = (comment: string, path = 'C:\\SMS_PKGC') => ({ name: 'SMS_PKGC', path, comment });
  const hostile = planRestore({
    ...restoreFacts,
    repository: { ...restoreFacts.repository, location: "/b/it's $(id)" },
    account: { ...restoreFacts.account, user: evil },
    manifest: {
      ...manifest,
      site: {
        ...manifest.site,
        uids: [evil],
        nextUniqueId: evil,
        identity: { ...manifest.site.identity, domain: evil, computerName: evil },
        shares: [
          share('SMS " & del *'),
          share('100% %PATH%'),
          share('a & b | c'),
          share('', 'C:\\SMS_PKGC\\PKG 1'),
          share('two\nlines'),
        ],
      },
    },
  });
  const page = renderMarkdown(hostile);
  assert.doesNotMatch(page, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  assert.doesNotMatch(page, /^# h/m);
  assert.deepEqual(page.match(/^`net share .*`$/gm), [
    '`net share SMS_PKGC=C:\\SMS_PKGC /remark:"a & b | c"`',
    '`net share "SMS_PKGC=C:\\SMS_PKGC\\PKG 1" /remark:""`',
  ]);
  assert.equal(page.match(/There is no command for it/g)?.length, 3);
  assert.ok(page.includes("restic -r '/b/it'\\''s $(id)' check --read-data"));
  const outside = page.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '').replace(/\\[^A-Za-z0-9 ]/g, '');
  assert.doesNotMatch(outside, /<b|\[l\]|:\/\/|\bdel \*/);
  assert.doesNotMatch(renderText(hostile), /[\x00-\x09\x0b-\x1f\x7f-\x9f]|^# h/m);
});
