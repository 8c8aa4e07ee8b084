import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { findTroubles, latestPass, logLines } from '@resite/site/scman-log';

interface Log {
  readonly host: Host;
  /** Path of SCMAN.LOG. */
  readonly log: string;
  /** Bytes of it that were restored: they tell of the old server. */
  readonly restored: number;
  /** When the site control file was made, and with it the password in it; undefined when not known. */
  readonly passwordOf?: string;
}

/** Why waiting is of no use, and what to do; undefined as long as the log has nothing of the kind. It is read where its size has changed. */
export function finalTroubles({ host, log, restored, passwordOf }: Log) {
  let seen = restored;
  return async (): Promise<{ what: string; advice: string } | undefined> => {
    const size = (await host.files.stat(log))?.size ?? 0;
    if (size === seen) return undefined;
    seen = size;
    const data = await host.files.read(log).catch(whenGone);
    const lines = logLines(data.subarray(data.length < restored ? 0 : restored)); // a shorter one was begun anew
    const final = findTroubles(latestPass(lines)).filter(trouble => trouble.final);
    if (final.length === 0) return undefined;
    const what = [...new Set(final.map(trouble => trouble.what))].join(', ');
    return { what, advice: final.some(({ logon }) => logon) ? passwordAdvice(passwordOf) : `Read ${log}` };
  };
}

/** The log is renamed when it has become long, and begun anew. */
function whenGone(error: unknown): Buffer {
  if (!isResiteError(error, 'FILE_MISSING')) throw error;
  return Buffer.alloc(0);
}

/** SMS_SITE_CONFIG_MANAGER knows no other password than the one in the site control file (Q138347 Restore 4; Q168510). */
const passwordAdvice = (passwordOf: string | undefined) =>
  `SMS_SITE_CONFIG_MANAGER gives the services the password that SITECTRL.CT0 holds${passwordOf === undefined ? '' : ` (made ${passwordOf})`}. ` +
  'If it was changed since, there are two ways. Set it back until the site works. Or give each service the new one in Control Panel, Services, Startup, and start it; ' +
  'when the parent is up, change it there as well: SMS Administrator, Site Properties, Account, where nothing tries it';
