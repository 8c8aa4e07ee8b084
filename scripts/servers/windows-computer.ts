import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { claimLoopbackAddress } from './loopback-address.ts';
import { firstProcess } from './namespace.ts';
import { type SmbServerOptions, type SmbServerSettings, setUpSmbServer } from './smb-server.ts';
import { writeComputerRegistry } from './windows/computer-registry.ts';
import { installWindows, prefixFolder } from './windows/new-disk.ts';
import { computerLines, type Power, powerOn } from './windows/power-on.ts';
import { wineEnvironment } from './windows/wine-environment.ts';

export interface ComputerOptions extends SmbServerOptions {
  /** A folder that holds those of other computers: what runs on this one finds it as `/network`. */
  readonly network?: string;
  /**
   * Folders in the root of a drive, such as `D:\\SMS_PKGD`, that can be shared over the network, and what is in them: smbd knows no drives there, and
   * tells the path of each share as one of C.
   */
  readonly shareable?: readonly string[];
}

export interface WindowsComputer extends SmbServerSettings {
  /** Runs a program of Windows on the computer. Of its exit code the lowest 8 bits come through; the complaints are Wine's own. */
  run(
    program: string,
    ...args: string[]
  ): Promise<{ readonly exitCode: number; readonly output: string; readonly complaints: string }>;
  /** All programs end at once, and no service hears of it. What they wrote is on the disk, as the registry is. */
  powerOff(): Promise<void>;
  /** Services that start by themselves do. */
  powerOn(): Promise<void>;
  /** `powerOff`, and the address is free. */
  stop(): Promise<void>;
}

/**
 * A computer at an address of its own: files, registry, shares, identity and accounts by smbd, services and jobs of the AT scheduler by Wine, whose
 * drive C is what smbd shares as `C$`. What runs on it sees that drive and the others alone. Registry keys over the network are Samba's, and those
 * that its own programs see are Wine's: two stores that know nothing of each other.
 *
 * What Wine does otherwise than Windows: it checks no rights; REnumDependentServicesW is refused with 120; the jobs of its scheduler never run.
 * With `kind: 'nt4'`, RQueryServiceStatusEx is missing, as there. The scheduler answers once the service Schedule runs.
 *
 * It ends with this process, however that ends. Needs root. All that it keeps is in the folder, which may be used again. The first one in a checkout
 * takes some 10 seconds longer.
 */
export async function startWindowsComputer(folder: string, options: ComputerOptions = {}): Promise<WindowsComputer> {
  const claim = await claimLoopbackAddress(options.address);
  const { drives = ['C'], lines = [] } = options;
  const isNew = !existsSync(join(folder, prefixFolder));
  const settings = setUpSmbServer(folder, claim.address, { ...options, lines: [...lines, ...computerLines(folder)] });
  if (isNew) {
    settings.tool('net', ['setlocalsid', computerSid(settings.computerName)]);
    writeComputerRegistry(settings);
    await installWindows(folder, drives);
  }
  let power: Power | undefined = await powerOn(settings, options);

  const inside = (program: string, args: readonly string[]) => {
    if (power === undefined) throw new Error(`${settings.computerName} is switched off`);
    const place = ['--target', String(firstProcess(power.child)), '--all', `--wd=${join(folder, 'C')}`];
    const env = wineEnvironment(join(folder, prefixFolder));
    return spawn('nsenter', [...place, program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  };

  const run: WindowsComputer['run'] = async (program, ...args) => {
    const child = inside('wine', [program, ...args]);
    const [output, complaints, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { exitCode, output, complaints };
  };

  const powerOff = async () => {
    if (power === undefined) return;
    // by that signal Wine writes its registry and ends at once; Windows does not keep it in memory for long
    await once(inside('sh', ['-c', 'wineserver --kill=15; wineserver --wait']), 'close');
    await Promise.all([power.child.stop(), power.pipes.terminate()]);
    power = undefined;
  };

  return {
    ...settings,
    run,
    powerOff,
    async powerOn() {
      power ??= await powerOn(settings, options);
    },
    async stop() {
      await powerOff();
      await claim.release();
    },
  };
}

/**
 * A computer that takes the place of another one of its name has its SID, too: smbd lets nobody set whose a file is, so a restored one is its own
 * again only then.
 */
function computerSid(computerName: string): string {
  const hash = createHash('sha256').update(computerName).digest();
  return `S-1-5-21-${[0, 4, 8].map(at => hash.readUInt32LE(at)).join('-')}`;
}
