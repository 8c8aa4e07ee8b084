import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureRoots } from '../src/index.ts';

const none = { packageFolders: [], rootLogs: [] };

for (const [what, site, roots] of [
  ['only the SMS root', { ...none, smsRoot: 'E:\\NTAPPS\\SMS' }, ['E:\\NTAPPS\\SMS']],
  [
    'folders with a common beginning, which are not nested',
    { ...none, smsRoot: 'C:\\SMS', packageFolders: ['C:\\SMS_PKGC'], smsIni: 'C:\\SMS.INI' },
    ['C:\\SMS', 'C:\\SMS_PKGC', 'C:\\SMS.INI'],
  ],
  [
    'the SMS root inside of a package share',
    { ...none, smsRoot: 'D:\\PKG\\SMS', packageFolders: ['D:\\PKG'] },
    ['D:\\PKG'],
  ],
  [
    'one folder shared twice, in other letters',
    { ...none, smsRoot: 'C:\\SMS', packageFolders: ['D:\\Pkg', 'D:\\PKG'] },
    ['C:\\SMS', 'D:\\Pkg'],
  ],
  [
    'folders that are one to JavaScript and two to Windows',
    { ...none, smsRoot: 'C:\\SMS', packageFolders: ['D:\\straße', 'D:\\STRASSE', 'D:\\Σ', 'D:\\ς', 'D:\\STRAßE'] },
    ['C:\\SMS', 'D:\\straße', 'D:\\STRASSE', 'D:\\Σ', 'D:\\ς'],
  ],
  [
    'a whole drive as package share',
    { ...none, smsRoot: 'D:\\SMS', packageFolders: ['D:\\'], rootLogs: ['D:\\SCMAN.LOG'] },
    ['D:\\'],
  ],
] as const) {
  test(what, () => assert.deepEqual(captureRoots(site), roots));
}
