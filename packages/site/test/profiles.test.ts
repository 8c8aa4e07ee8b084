import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapProgram, findProfile, isAlwaysReread, matchesName, profiles, sms1xSecondary } from '../src/index.ts';

for (const profile of profiles) {
  test(`${profile.name}: SMS_SITE_CONFIG_MANAGER stops first, for its watchdog starts the others again`, () => {
    assert.equal(profile.services[0]?.name, 'SMS_SITE_CONFIG_MANAGER');
    const names = profile.services.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    assert.equal(names.includes('SMS_HIERARCHY_MANAGER'), profile.siteType === 'primary');
  });

  test(`${profile.name}: every part names its source`, () => {
    const parts = [
      ...profile.services,
      ...profile.transientServices,
      ...profile.requiredFiles,
      ...(profile.queues?.folders ?? []),
      ...profile.shares,
      ...Object.values(profile.steps.backup),
      ...Object.values(profile.steps.restore),
    ];
    for (const part of parts) assert.match(part.source, /Q\d{6}|Resource Guide/);
  });
}

test('the steps of the article are all there', () => {
  const { steps, root, places, setup, bootstrap, ids } = sms1xSecondary;
  const sources = [
    ...Object.values(steps).flatMap(texts => Object.values(texts)),
    ...[root, ...places, setup, bootstrap, ids].map(part => part!.step),
  ]
    .map(({ source }) => source)
    .join('\n');
  for (const step of ['Backup 1', 'Backup 2', 'Backup 3', 'Backup 4a–4d']) {
    assert.ok(sources.includes(`Q138347 ${step}`), step);
  }
  for (const step of ['1', '2', '3a', '3b', '3c', '3d', '3e', '4', '5']) {
    assert.match(sources, new RegExp(`Q138347 Restore ${step}\\b`));
  }
});

test('the program of the bootstrap service depends on the platform', () => {
  assert.equal(
    bootstrapProgram(sms1xSecondary.bootstrap!, 'D:\\SMS', 'ALPHA'),
    'D:\\SMS\\SITE.SRV\\ALPHA.BIN\\SITEINS.EXE',
  );
});

for (const [path, always] of [
  ['C:\\SMS.INI', true],
  ['C:\\SMS\\SITE.SRV\\SITECFG.BOX\\sitectrl.ct0', true],
  ['C:\\SMS\\SITE.SRV\\SITECFG.BOX\\0000000A.CT2', true],
  ['C:\\SMS\\LOGON.SRV\\SMSID\\S0201005.UID', true],
  ['C:\\SMS\\SYSTEM.MAP', true],
  ['C:\\SMS_PKGC\\SETUP.EXE', false],
  ['C:\\SMS\\X.CT', false],
  ['C:\\SMS\\X.CT12', false],
] as const) {
  test(`${path} is ${always ? 'always' : 'not always'} read again`, () => {
    assert.equal(isAlwaysReread(sms1xSecondary, path), always);
  });
}

for (const [pattern, name, matches] of [
  ['*', 'X', true],
  ['SMS_PKG?', 'sms_pkgd', true],
  ['SMS_PKG?', 'SMS_PKG', false],
  ['*.CT?', 'A.CT0.BAK', false],
  ['A+B.(X)', 'a+b.(x)', true],
  ['A.B', 'AXB', false],
  ['straße.*', 'STRAßE.TXT', true],
  ['straße.*', 'STRASSE.TXT', false],
  ['Σ', 'ς', false],
  ['ǆ', 'Ǆ', true],
  ['Ǆ', 'ǅ', false],
] as const) {
  test(`${pattern} ${matches ? 'matches' : 'does not match'} ${name}`, () => {
    assert.equal(matchesName(pattern, name), matches);
  });
}

test('an unknown profile is named, with those there are', () => {
  assert.throws(() => findProfile('sms-9'), { code: 'CONFIG_INVALID', message: /sms-9/, hint: /sms-1x-secondary/ });
});
