/** Where the SQL server of a primary site keeps the site database: in the lab, a SQLite file. */
export const databasePath = 'C:\\MSSQL\\DATA\\SMSDATA.DAT';

/** Tables and columns as `siteDatabase` of the site package reads them. */
export const databaseSchema = `
  CREATE TABLE Sites (
    SiteCode TEXT PRIMARY KEY, SiteName TEXT, ParentSiteCode TEXT, SiteServer TEXT, Domain TEXT, InstallDir TEXT,
    SiteType INTEGER, Status INTEGER, DetailStatus INTEGER
  );
  CREATE TABLE SiteControl (SiteCode TEXT, FileType INTEGER, TimeStamp INTEGER, Image TEXT, PRIMARY KEY (SiteCode, FileType));
  CREATE TABLE Machines (Name0 TEXT, SMSID0 TEXT, NetCardID0 TEXT, SiteCode0 TEXT);
  CREATE INDEX MachinesById ON Machines (SMSID0);
  CREATE TABLE Events (Time INTEGER, EventID INTEGER, SiteCode TEXT, Text TEXT);
`;
