/**
 * What the services of SMS want done and Wine cannot: shares, the registry that others see, the database of the primary site. They call it
 * (`begin_work` of `scripts/servers/win32/sms-service`).
 */
export const smsWork = `#!/bin/sh
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
work=$1; shift
case $work in
  shares) # CODE ROOT
    share() { /computer/share-command /computer/smb.conf "$1" "/$root$2" "SMS Site $code $3 share"; }
    code=$1 root=$2
    share SMS_SHRC '' directory
    share SMS_SHR /LOGON.SRV 'logon server'
    share SMS_SITE /SITE.SRV/DESPOOLR.BOX/RECEIVE 'site server'
    smbcontrol --configfile=/computer/smb.conf all reload-config
    ;;
  threads)
    key='HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_EXECUTIVE\\Threads'
    net --configfile=/computer/smb.conf registry createkey "$key"
    net --configfile=/computer/smb.conf registry setvalue "$key" SMS_SCHEDULER dword 1
    ;;
  report) # CODE STAMP ROOT NAME
    file=/computer/C/$3/SITE.SRV/SITECFG.BOX/$4
    sqlite3 -bail -cmd '.timeout 60000' /computer/C/MSSQL/DATA/SMSDATA.DAT "
      BEGIN IMMEDIATE;
      INSERT OR REPLACE INTO SiteControl VALUES ('$1', 1, $2, CAST(readfile('$file') AS TEXT));
      UPDATE Sites SET Status = 1, DetailStatus = 0 WHERE SiteCode = '$1';
      INSERT INTO Events VALUES (strftime('%s', 'now'), 358, '$1', 'Received an ACTUAL site control file from site $1.');
      COMMIT;"
    rm "$file"
    ;;
esac
`;
