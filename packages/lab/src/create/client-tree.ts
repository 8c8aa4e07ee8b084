import { newSmsIni, type SmsIniSettings, smsIniPath, smsPath } from '../client/sms-ini.ts';
import { type Disk, filler } from './disk.ts';

/** \MS and SMS.INI of a computer that is a client: the site server is one too. */
export async function createClientTree(disk: Disk, settings: SmsIniSettings): Promise<void> {
  for (const name of ['BIN', 'DATA', 'LOGS', 'TEMP', 'INVDATA', 'IDMIFS', 'NOIDMIFS']) {
    await disk.folder(`${smsPath}\\${name}`);
  }
  await disk.file(`${smsPath}\\BIN\\CSDVER.SMS`, '0\r\n', { attributes: 0x23 });
  await disk.file(`${smsPath}\\DATA\\PCMHIST.REG`, filler('PCMHIST', 4096), { attributes: 0x22 });
  await disk.file(`${smsPath}\\LOGS\\CLIENT.LOG`, 'Client Setup completed.\r\n');
  await disk.file(smsIniPath, newSmsIni(settings), { attributes: 0x22 });
}
