import { setTimeout as sleep } from 'node:timers/promises';
import { ResiteError } from '@resite/errors';
import { dwordValue, readDword } from '@resite/registry/values';
import type { Fence } from '../../fence/folder-fence.ts';
import type { Registry } from '../../host.ts';
import { createSerial } from '../../serial.ts';
import { windowsRegistry } from '../registry/windows-registry.ts';
import type { OpenFile } from '../session/protocol.ts';
import type { Session } from '../session/session.ts';
import { fenceFile } from './fence-file.ts';

const key = 'HKLM\\SOFTWARE\\Resite';
const valueName = 'Fence';

/** How often a claim begins again because another one came in between, and how often it looks whether the holder gives way by itself. */
const [mostClaims, mostLooks] = [50, 8];

/**
 * The fence of a Windows computer: the number in its registry, and a file that whoever has the latest number holds open so that nobody else
 * can open it. The server keeps that: it takes the file from a holder whose connection ends, and from one that another claim closes it to
 * (as Close Resource of Server Manager does), and what a holder has lost it can take back only while the number is still its own.
 */
export function windowsFence(name: string, session: Session): Fence {
  const registry = windowsRegistry(session);
  const file = fenceFile(name, session, registry);
  const inTurn = createSerial();
  let held: { readonly file: OpenFile; readonly number: number } | undefined;
  /** Of this instance's last claim. */
  let own: number | undefined;

  const hold = async (): Promise<OpenFile | undefined> => {
    for (let look = 0; look < mostLooks; look++) {
      const opened = await file.open();
      if (opened) return opened;
      await sleep(5 + Math.random() * 15);
    }
    await file.takeFromHolder();
    return file.open();
  };

  const claimOnce = async (): Promise<number | undefined> => {
    const opened = await hold();
    if (!opened) return undefined;
    const number = (await readNumber(registry)) + 1;
    await registry.setValue(key, dwordValue(valueName, number));
    if (!(await file.isHeld(opened))) return undefined;
    held = { file: opened, number };
    own = number;
    return number;
  };

  /** The file may have been lost with a connection: it is taken again as long as nobody has claimed the host since. */
  const holdAgain = async (): Promise<number> => {
    held = undefined;
    const before = await readNumber(registry);
    if (before !== own) return before;
    const opened = await hold();
    const number = await readNumber(registry);
    if (opened && number === own) held = { file: opened, number };
    else if (opened) await file.letGo(opened);
    // whoever has it open is about to raise the number
    return number === own && !opened ? number + 1 : number;
  };

  return {
    latest: () =>
      inTurn(async () => {
        if (held && (await file.isHeld(held.file))) return held.number;
        return own === undefined ? readNumber(registry) : holdAgain();
      }),

    claim: () =>
      inTurn(async () => {
        if (held) await file.letGo(held.file);
        held = undefined;
        for (let attempt = 0; attempt < mostClaims; attempt++) {
          const number = await claimOnce();
          if (number !== undefined) return number;
        }
        throw new ResiteError('PROCEDURE_BUSY', `other runs have claimed ${name} ${mostClaims} times meanwhile`, {
          hint: 'See which programs work on this host, and let all but one end.',
        });
      }),
  };
}

/** 0 when nobody has claimed the host yet. */
async function readNumber(registry: Pick<Registry, 'value'>): Promise<number> {
  const value = await registry.value(key, valueName);
  return value ? readDword(value) : 0;
}
