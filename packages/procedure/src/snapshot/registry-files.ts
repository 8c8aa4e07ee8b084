import { defined } from '@resite/errors';
import { ascii } from '@resite/errors/visible';
import type { RegistryKey } from '@resite/registry';
import { type HiveFormat, hiveFormatOf, saveKey } from '@resite/registry/hive';
import { describeLeftOut, formatReg, formatRegedit4 } from '@resite/registry/reg';
import type { Manifest } from './manifest.ts';

/** A file below `/.resite/registry` of a snapshot. */
export interface RegistryFile {
  /** Below `/.resite`. */
  readonly file: string;
  /** `hive 1.2`, `5.00` and the like. */
  readonly format: string;
  /** The program that takes it, and that of which Windows. */
  readonly for: string;
  /** Of a REGEDIT4 file. */
  readonly codePage?: number;
  /** What the code page cannot say; the file itself lists all of it. */
  readonly leftOut?: readonly string[];
}

/** The Windows that is to read them. */
export interface ReadingWindows {
  readonly windowsVersion?: string | undefined;
  /** Number of its ANSI code page. */
  readonly codePage?: number | undefined;
}

/** What a snapshot keeps of keys: content and description of each file. */
export interface WrittenRegistryFile extends RegistryFile {
  readonly content: Buffer;
}

/** The key of the site as Save Key of that Windows makes it, and as text. */
export function siteKeyFiles(path: string, key: RegistryKey, windows: ReadingWindows): WrittenRegistryFile[] {
  const minorVersion = hiveFormatOf(windows.windowsVersion ?? '');
  const hive = { ...describeHive(path, minorVersion), content: saveKey(key, minorVersion) };
  return [hive, ...textFiles(`registry/${nameOf(path)}`, path, key, windows)];
}

/** The key of a service, as text. */
export function serviceKeyFiles(path: string, key: RegistryKey, windows: ReadingWindows): WrittenRegistryFile[] {
  return textFiles(`registry/services/${key.name}`, path, key, windows);
}

/** The hive of the site's key as a file of a snapshot. */
export function hiveOf({ registryKey, registryFiles = [] }: Manifest): RegistryFile {
  return registryFiles.find(({ file }) => file === siteHive(registryKey)) ?? describeHive(registryKey, 3);
}

/** Below `/.resite`. */
export const siteHive = (path: string) => `registry/${nameOf(path)}.hiv`;

const nameOf = (path: string) => path.slice(path.lastIndexOf('\\') + 1);

function describeHive(path: string, minorVersion: HiveFormat): RegistryFile {
  return { file: siteHive(path), format: `hive 1.${minorVersion}`, for: readersOf(minorVersion) };
}

/** REGEDT32 of NT 3.51 takes no hive of NT 4.0 (Q166897); it has Save Key and Restore, and no use for text. */
function readersOf(format: HiveFormat): string {
  if (format === 5) return 'Windows XP and later';
  return `REGEDT32 of Windows NT ${format === 2 ? '3.5, 3.51' : '4.0'} and later`;
}

/** Of an unknown code page only ASCII is taken, which all have: Windows knows that as 20127. */
function textFiles(
  file: string,
  path: string,
  key: RegistryKey,
  { codePage = 20127 }: ReadingWindows,
): WrittenRegistryFile[] {
  const { bytes, leftOut } = formatRegedit4(path, key, { codePage });
  return [
    {
      file: `${file}.reg`,
      format: '5.00',
      for: 'REGEDIT of Windows 2000 and later',
      content: formatReg(path, key),
    },
    defined({
      file: `${file}-regedit4.reg`,
      format: 'REGEDIT4',
      for: 'REGEDIT of Windows NT 4.0',
      codePage,
      leftOut: leftOut.length === 0 ? undefined : bounded(leftOut.map(one => ascii(describeLeftOut(one)))),
      content: bytes,
    }),
  ];
}

/** A manifest has room for so much. */
function bounded(texts: readonly string[]): string[] {
  const first = texts.slice(0, 100).map(text => (text.length > 1000 ? `${text.slice(0, 1000)}...` : text));
  return texts.length > 100 ? [...first, `and ${texts.length - 100} more, which the file lists`] : first;
}
