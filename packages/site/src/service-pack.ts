import type { Host } from '@resite/host';

/** More than a number and a line end is something else. */
const most = 256;

/**
 * The service pack of SMS by `CSDVER.SMS` of the client on the site server, such as `3`; SMS.INI and the site control file say 0 whatever it
 * is (Q171038). Undefined where the file is missing, empty or no line of text.
 */
export async function readServicePack(host: Host, clientTree: string): Promise<string | undefined> {
  const path = `${clientTree}\\SMS\\BIN\\CSDVER.SMS`;
  const info = await host.files.stat(path);
  if (info?.type !== 'file' || info.size > most) return undefined;
  const [line = ''] = Buffer.from(await host.files.read(path))
    .toString('latin1')
    .split(/\r?\n/);
  return /^[\x20-\x7e]{1,64}$/.test(line.trim()) ? line.trim() : undefined;
}
