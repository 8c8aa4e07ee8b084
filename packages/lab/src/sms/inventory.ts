import { formatIni, getIni, parseIni, setIni } from '@resite/site/ini';

/** What the lab's inventory says of a computer: enough to match records as the Data Loader did (Q138021). */
export interface Inventory {
  /** Computer name. */
  readonly name: string;
  readonly id: string;
  readonly netCardId: string;
  readonly siteCode: string;
}

/** The lab's own text form, the same in RAW, HMS and MIF files; those of SMS are not modelled. */
export function formatInventory({ name, id, netCardId, siteCode }: Inventory): Buffer {
  let ini = parseIni(Buffer.alloc(0));
  const values = { Name: name, SMSID: id, NetCardID: netCardId, SiteCode: siteCode };
  for (const [key, value] of Object.entries(values)) ini = setIni(ini, 'Identification', key, value);
  return formatIni(ini);
}

/** Undefined for anything that {@link formatInventory} did not write. */
export function parseInventory(bytes: Uint8Array): Inventory | undefined {
  const ini = parseIni(bytes);
  const [name, id, netCardId, siteCode] = ['Name', 'SMSID', 'NetCardID', 'SiteCode'].map(key =>
    getIni(ini, 'Identification', key),
  );
  if (!name || !id || !netCardId || !siteCode || !/^[0-9A-Z]{8}$/.test(id)) return undefined;
  return { name, id, netCardId, siteCode };
}
