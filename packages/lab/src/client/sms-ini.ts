import { formatIni, parseIni, setIni } from '@resite/site/ini';

/** In the root of the first local hard drive. */
export const smsIniPath = 'C:\\SMS.INI';

/** Where the client software goes when nothing says otherwise. */
export const smsPath = 'C:\\MS\\SMS';

export interface SmsIniSettings {
  computerName: string;
  siteCode: string;
  domain: string;
  /** Computer name of the logon server. */
  server: string;
  id: string;
  /** Of the SMS that installs it. */
  build: number;
}

/** SMS.INI of a computer whose client software was just installed (Resource Guide, "SMS.INI"). */
export function newSmsIni({ computerName, siteCode, domain, server, id, build }: SmsIniSettings): Buffer {
  const sections: Record<string, Record<string, string>> = {
    SMS: {
      SiteCode: siteCode,
      'SMS Unique ID': id,
      SMSPath: smsPath,
      BuildNo: String(build),
      SPNumber: '0',
      LastLogonServerPath: `\\\\${server}\\SMS_SHR`,
      UniqueIdPath: `\\\\${server}\\SMS_SHR\\SMSID\\`,
      OS: '4',
      NetworkType: '2',
    },
    Servers: { Domain: domain, CurrentLogonServer: server, Server1: server },
    Local: { SetupPhase: 'installed', MachineName: computerName },
    WorkstationStatus: { FailedHardwareChecks: '0' },
    LogonHistory: { Counter: '1' },
  };
  let ini = parseIni(Buffer.alloc(0));
  for (const [section, values] of Object.entries(sections)) {
    for (const [key, value] of Object.entries(values)) ini = setIni(ini, section, key, value);
  }
  return formatIni(ini);
}
