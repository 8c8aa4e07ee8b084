import { diskOf, type MemoryMachine } from '@resite/host/memory';

/** What SMS does on a computer, as far as anybody here looks at it: each service keeps a log, which grows whenever it starts or stops. */
export function keepLog(machine: MemoryMachine, service: string, what: 'started' | 'stopped'): void {
  if (!service.startsWith('SMS_')) return;
  const disk = diskOf(machine, '');
  if (disk.find('C:\\SMS\\LOGS') === undefined) return;
  const path = `C:\\SMS\\LOGS\\${service}.LOG`;
  const before = disk.find(path);
  const content = before !== undefined && 'content' in before ? before.content : new Uint8Array();
  try {
    disk.write(path, Buffer.concat([content, Buffer.from(`${what}\r\n`)]));
  } catch {
    // a full disk loses a line of a log
  }
}
