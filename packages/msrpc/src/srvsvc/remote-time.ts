import { defined } from '@resite/errors';
import type { RpcBinding } from '../binding.ts';
import { callFor } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { writeServerName } from '../server-name.ts';

/** TIME_OF_DAY_INFO ([MS-SRVS] 2.2.4.105). */
export interface RemoteTime {
  /** The clock, to a hundredth of a second. */
  time: Date;
  /** Milliseconds since Windows started; begins again after 49 days. */
  uptime: number;
  /** Minutes by which local time is behind UTC: -60 in Central Europe in winter. Undefined where the computer does not know. */
  minutesBehindUtc?: number;
}

const unknownZone = -1;

/** NetrRemoteTOD ([MS-SRVS] 3.1.4.21). */
export function getRemoteTime(binding: RpcBinding): Promise<RemoteTime> {
  return callFor(
    binding,
    { number: 28, name: 'NetrRemoteTOD' },
    undefined,
    writer => writeServerName(writer, binding),
    reader => reader.pointer(() => readTime(reader)),
  );
}

function readTime(reader: NdrReader): RemoteTime {
  const elapsed = reader.u32();
  const uptime = reader.u32();
  reader.raw(12); // hours, minutes and seconds, which the elapsed ones have in them
  const hundredths = reader.u32();
  const zone = reader.i32();
  reader.raw(20); // length of a tick, day, month, year, day of the week
  if (hundredths > 99) reader.fail(`${hundredths} hundredths of a second`);
  const time = new Date(elapsed * 1000 + hundredths * 10);
  return defined({ time, uptime, minutesBehindUtc: zone === unknownZone ? undefined : zone });
}
