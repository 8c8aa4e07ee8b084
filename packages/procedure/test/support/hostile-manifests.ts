import type { Manifest } from '@resite/procedure';

/** What somebody who can write to the repository may put into a manifest, and the place that the refusal must name. */
export interface HostileManifest {
  readonly what: string;
  readonly make: (good: Manifest) => unknown;
  readonly at: string;
}

type Site = Manifest['site'];
const share = (path: string, name = 'SMS_PKGD'): Site['shares'][number] => ({ name, path, comment: '' });
const ofSite =
  (change: (site: Site) => Partial<Record<keyof Site, unknown>>) =>
  (good: Manifest): unknown => ({ ...good, site: { ...good.site, ...change(good.site) } });
const withRoot = (root: unknown) => (good: Manifest) => ({ ...good, roots: [...good.roots, root] });
const stray = (root: string, what: string): HostileManifest => ({ what, make: withRoot(root), at: 'roots[6]' });
/** The description names the place as well, so that the list of roots and the description agree. */
const placeAt =
  (at: string, describe: (path: string, site: Site) => Partial<Site>) =>
  (path: string, what: string): HostileManifest => ({
    what,
    make: good => ({
      ...good,
      roots: [...good.roots, path],
      site: { ...good.site, ...describe(path, good.site) },
    }),
    at,
  });
const logAt = placeAt('site.rootLogs[1]', (path, { rootLogs }) => ({ rootLogs: [...rootLogs, path] }));
const packagesAt = placeAt('site.packageFolders[2]', (path, { packageFolders, shares }) => ({
  packageFolders: [...packageFolders, path],
  shares: [...shares, share(path, 'SMS_PKGE')],
}));
const sharedAt = placeAt('site.sharedPackages[0].path', (path, { shares }) => ({
  sharedPackages: [{ share: 'APPS', path }],
  shares: [...shares, share(path, 'APPS')],
}));
const rootAt = (path: string, what: string): HostileManifest => ({
  what,
  make: good => ({ ...good, roots: [path], site: { ...good.site, smsRoot: path, rootLogs: [], shares: [] } }),
  at: 'site.smsRoot',
});
const keyAt = (key: string, what: string): HostileManifest[] => [
  { what, make: good => ({ ...good, registryKey: key }), at: 'registryKey' },
  { what: `${what}, in the description`, make: ofSite(() => ({ registryKey: key })), at: 'site.registryKey' },
  {
    what: `${what}, in both`,
    make: good => ({ ...good, registryKey: key, site: { ...good.site, registryKey: key } }),
    at: 'registryKey',
  },
];

export const hostileManifests: readonly HostileManifest[] = [
  // drives: a target is asked for no others
  { what: 'no drives at all', make: ofSite(() => ({ drives: [] })), at: 'site.drives' },
  { what: 'a drive of the roots that is not named', make: ofSite(() => ({ drives: ['C'] })), at: 'site.drives' },
  // roots
  stray('C:\\WINNT35\\SYSTEM32\\NTOSKRNL.EXE', 'a root that is the kernel of Windows'),
  stray('C:\\', 'a root that is a drive'),
  stray('C:\\BOOT.INI', 'a root that Windows starts from'),
  stray('D:\\FINANCE', 'a root that no site has'),
  stray('D:\\NTAPPS', 'a root above the SMS root'),
  stray('C:\\SMS.INI:STREAM', 'a root that is a stream'),
  stray('C:\\MS\\..\\WINNT35', 'a root with dots in it'),
  stray('C:/MS', 'a root with a slash'),
  stray('\\\\HQ1\\C$\\MS', 'a root on another computer'),
  { what: '200,000 roots', make: good => ({ ...good, roots: Array(200_000).fill('C:\\MS') }), at: 'roots' },
  { what: 'roots that are numbers', make: good => ({ ...good, roots: [1] }), at: 'roots[0]' },
  logAt('C:\\WINNT35\\SYSTEM32\\NTOSKRNL.EXE', 'a log that is the kernel of Windows'),
  logAt('C:\\SCMAN.LOG', 'a log on another drive than the SMS root'),
  logAt('D:\\SCMAN.LOG\\AUX', 'a log that is a device'),
  packagesAt('C:\\WINNT35\\SYSTEM32\\DRIVERS', 'a package folder below the system root'),
  packagesAt('D:\\FINANCE', 'a package folder with a name of its own'),
  packagesAt('C:\\', 'a package folder that is a drive'),
  packagesAt('C:\\SMS_PKGE\\..\\WINNT35', 'a package folder with dots in it'),
  packagesAt('C:\\PROGRA~1\\SMS_PKGE', 'a package folder by a short name'),
  rootAt('C:\\', 'an SMS root that is a drive'),
  rootAt('C:\\WINNT35', 'an SMS root that is the system root'),
  rootAt('C:\\winnt35\\system32', 'an SMS root below the system root'),
  rootAt('D:\\WINNT.1\\SMS', 'an SMS root in another Windows'),
  rootAt('C:\\Program Files\\SMS', 'an SMS root in Program Files'),
  rootAt('C:\\PROGRA~1', 'an SMS root by a short name'),
  rootAt('C:\\WINNT35.', 'an SMS root with a dot that Windows drops'),
  rootAt('C:\\NUL', 'an SMS root that is a device'),
  rootAt('C:\\SMS::$DATA', 'an SMS root that is a stream'),
  rootAt('C:\\System Volume Information', 'an SMS root where Windows keeps its own'),
  { what: 'a client tree that is Windows', make: ofSite(() => ({ clientTree: 'C:\\WINNT35' })), at: 'site.clientTree' },
  { what: 'a client tree elsewhere', make: ofSite(() => ({ clientTree: 'C:\\INETPUB' })), at: 'site.clientTree' },
  { what: 'an SMS.INI elsewhere', make: ofSite(() => ({ smsIni: 'C:\\BOOT.INI' })), at: 'site.smsIni' },
  { what: 'an SMS.INI below Windows', make: ofSite(() => ({ smsIni: 'C:\\WINNT35\\SMS.INI' })), at: 'site.smsIni' },
  // the system root is of the snapshot as well: to move it away must open no door
  {
    what: 'a system root that hides where Windows is',
    make: ofSite(({ identity }) => ({
      identity: { ...identity, systemRoot: 'Z:\\NOWHERE' },
      smsRoot: 'C:\\WINNT35',
      rootLogs: [],
      shares: [],
    })),
    at: 'site.smsRoot',
  },
  { what: 'a root twice', make: ({ roots, ...good }) => ({ ...good, roots: [...roots, roots[0]] }), at: 'roots[6]' },
  { what: 'a root in other words', make: good => ({ ...good, roots: ['D:\\NTAPPS\\SMS\\'] }), at: 'roots[0]' },
  { what: 'no roots', make: good => ({ ...good, roots: [] }), at: 'roots' },
  { what: 'no SMS root', make: good => ({ ...good, roots: good.roots.slice(1) }), at: 'roots' },
  rootAt('C:\\DOS', 'an SMS root where DOS is'),
  rootAt('C:\\SMS\\CLOCK$', 'an SMS root that is the clock'),
  rootAt('C:\\SMS\\COM\u00b2.TXT', 'an SMS root that is a port'),
  // registry
  ...keyAt('HKLM\\SYSTEM\\CurrentControlSet\\Services', 'the registry key of all services'),
  ...keyAt('HKLM\\SOFTWARE', 'a registry key above that of SMS'),
  ...keyAt('HKLM\\SOFTWARE\\Microsoft\\SMS\\..\\Windows NT', 'a registry key with dots in it'),
  // shares
  {
    what: 'a share of a drive',
    make: ofSite(({ shares }) => ({ shares: [...shares, share('C:\\')] })),
    at: 'site.shares[3].path',
  },
  {
    what: 'a share of Windows',
    make: ofSite(({ shares }) => ({ shares: [...shares, share('C:\\WINNT35')] })),
    at: 'site.shares[3].path',
  },
  {
    what: 'a share of the folder above',
    make: ofSite(() => ({ shares: [share('D:\\NTAPPS')] })),
    at: 'site.shares[0].path',
  },
  {
    what: 'a share of another name',
    make: ofSite(() => ({ shares: [share('D:\\FINANCE', 'PAY$')] })),
    at: 'site.shares[0].name',
  },
  {
    what: 'a share whose name is a path',
    make: ofSite(() => ({ shares: [share('D:\\SMS_PKGD', 'A\\B')] })),
    at: 'site.shares[0].name',
  },
  {
    what: 'a comment that writes on the terminal',
    make: ofSite(() => ({ shares: [{ ...share('D:\\SMS_PKGD'), comment: '\u001b[2J' }] })),
    at: 'site.shares[0].comment',
  },
  {
    what: 'a comment of a megabyte',
    make: ofSite(() => ({ shares: [{ ...share('D:\\SMS_PKGD'), comment: 'x'.repeat(1e6) }] })),
    at: 'site.shares[0].comment',
  },
  {
    what: 'permissions that are no Base64',
    make: ofSite(() => ({ shares: [{ ...share('D:\\SMS_PKGD'), securityDescriptor: '<>' }] })),
    at: 'site.shares[0].securityDescriptor',
  },
  {
    what: 'permissions that are something else',
    make: ofSite(() => ({ shares: [{ ...share('D:\\SMS_PKGD'), securityDescriptor: 'AAAA' }] })),
    at: 'site.shares[0].securityDescriptor',
  },
  {
    what: 'a share that Windows itself makes',
    make: ofSite(() => ({ shares: [share('D:\\SMS_PKGD', 'D$')] })),
    at: 'site.shares[0].name',
  },
  {
    what: 'a share that SMS does not make, of what is not saved',
    make: ofSite(() => ({ shares: [share('D:\\SMS_PKGE', 'PUBLIC')] })),
    at: 'site.shares[0].name',
  },
  // packages behind shares of other names
  sharedAt('C:\\WINNT35\\APPS', 'packages below the system root'),
  sharedAt('C:\\', 'packages in the root of a drive'),
  sharedAt('D:\\NTAPPS', 'packages in a folder above the SMS root'),
  sharedAt('D:\\APPS\\..\\..\\WINNT35', 'packages in a folder with dots in it'),
  sharedAt('C:\\PROGRA~1\\APPS', 'packages in a folder by a short name'),
  sharedAt('\\\\HQ1\\APPS', 'packages on another computer'),
  {
    what: 'packages in a folder that no share leads to',
    make: ({ site, ...good }) => ({
      ...good,
      roots: [...good.roots, 'D:\\FINANCE'],
      site: { ...site, sharedPackages: [{ share: 'APPS', path: 'D:\\FINANCE' }] },
    }),
    at: 'site.sharedPackages[0].path',
  },
  {
    what: 'what is left out in words that write on the terminal',
    make: good => ({ ...good, leftOut: [{ what: '\u001b[2J', why: 'it', source: 'Q138347' }] }),
    at: 'leftOut[0].what',
  },
  {
    what: 'a registry file outside of its folder',
    make: good => ({ ...good, registryFiles: [{ file: 'registry/../../C/BOOT.INI', format: '5.00', for: 'it' }] }),
    at: 'registryFiles[0].file',
  },
  {
    what: 'a registry file of a million values that are left out',
    make: good => ({
      ...good,
      registryFiles: [{ file: 'registry/SMS.reg', format: '5.00', for: 'it', leftOut: Array(1_000_000).fill('') }],
    }),
    at: 'registryFiles[0].leftOut',
  },
  // services
  {
    what: 'a service of Windows among those of the site',
    make: ofSite(({ services: [first] }) => ({
      services: [{ ...first, name: 'Spooler', imagePath: 'C:\\WINNT35\\SYSTEM32\\SPOOLSS.EXE' }],
    })),
    at: 'site.services[0].name',
  },
  {
    what: 'a service of Windows to wait for',
    make: ofSite(() => ({ services: [], expectedServices: [{ name: 'Spooler', file: '', autostart: true }] })),
    at: 'site.expectedServices[0].name',
  },
  {
    what: 'a service of Windows among those that ran',
    make: good => ({ ...good, services: [{ name: 'EventLog', state: 'running', startType: 'auto' }] }),
    at: 'services[0].name',
  },
  // names that people read
  { what: 'a site code that clears the screen', make: ofSite(() => ({ siteCode: '\u001b[2' })), at: 'site.siteCode' },
  { what: 'a site code that Windows keeps for itself', make: ofSite(() => ({ siteCode: 'AUX' })), at: 'site.siteCode' },
  {
    what: 'a computer name with a path in it',
    make: ofSite(({ identity }) => ({ identity: { ...identity, computerName: '..\\HQ1' } })),
    at: 'site.identity.computerName',
  },
  {
    what: 'a platform that is a path',
    make: ofSite(({ identity }) => ({ identity: { ...identity, platform: '..\\..\\TEMP\\X' } })),
    at: 'site.identity.platform',
  },
  {
    what: 'a domain that turns the text around',
    make: ofSite(({ identity }) => ({ identity: { ...identity, domain: 'A\u202eB' } })),
    at: 'site.identity.domain',
  },
  {
    what: 'a service of a strange name',
    make: good => ({ ...good, services: [{ name: 'A\\B', state: 'running', startType: 'auto' }] }),
    at: 'services[0].name',
  },
  {
    what: 'a service in a state that is none',
    make: good => ({ ...good, services: [{ name: 'A', state: 'paused', startType: 'auto' }] }),
    at: 'services[0].state',
  },
  {
    what: 'a logon server that is no name',
    make: ofSite(() => ({ logonServers: ['\\\\HQ1\\C$'] })),
    at: 'site.logonServers[0]',
  },
  // types, versions, profiles
  { what: 'only a version', make: () => ({ schema: 1 }), at: 'run' },
  { what: 'a later version', make: good => ({ ...good, schema: 2 }), at: 'schema' },
  { what: 'a version that is no number', make: good => ({ ...good, schema: '1' }), at: 'schema' },
  { what: 'a list', make: () => [], at: 'manifest.json' },
  { what: 'nothing', make: () => null, at: 'manifest.json' },
  { what: 'no JSON', make: () => '{"schema": 1,', at: 'manifest.json' },
  {
    what: 'braces without end',
    make: good => JSON.stringify(good).replace('{', `{"more":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)},`),
    at: 'manifest.json',
  },
  {
    what: 'more than anybody needs',
    make: good => ({ ...good, more: 'x'.repeat(17 * 2 ** 20) }),
    at: 'manifest.json',
  },
  { what: 'brackets without end', make: () => '['.repeat(1_000_000), at: 'manifest.json' },
  { what: 'a profile that is none', make: good => ({ ...good, profile: '__proto__' }), at: 'profile' },
  {
    what: 'the profile of a primary site',
    make: good => ({ ...good, profile: 'sms-1x-primary', site: { ...good.site, profile: 'sms-1x-primary' } }),
    at: 'profile',
  },
  { what: 'two profiles', make: ofSite(() => ({ profile: 'sms-1x-primary' })), at: 'site.profile' },
  { what: 'a time that is none', make: good => ({ ...good, captured: 'yesterday' }), at: 'captured' },
  {
    what: 'a password that was set at no time',
    make: good => ({ ...good, servicePassword: { account: 'A\\B', set: 'once' } }),
    at: 'servicePassword.set',
  },
  {
    what: 'a password of two lines',
    make: good => ({ ...good, servicePassword: { account: 'A\n\\B', set: '1996-03-01T08:00:00Z' } }),
    at: 'servicePassword.account',
  },
  { what: 'a site that is missing', make: good => ({ ...good, site: undefined }), at: 'site' },
];
