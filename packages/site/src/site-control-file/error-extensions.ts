/**
 * What SMS_SITE_CONFIG_MANAGER means when it renames a site control file to one of these extensions (Q121683), and the
 * way out as far as sources give one.
 */
export const siteControlErrors: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  '710': {
    cause: 'The control file could not be opened or read.',
    remedy: 'Check that the service account may read SITE.SRV\\SITECFG.BOX.',
  },
  '711': { cause: 'A local transaction in it is not valid.', remedy: 'Move the file away.' },
  '712': { cause: 'A transaction in it is not valid.', remedy: 'Move the file away.' },
  '713': {
    cause: 'Its file type is not known.',
    remedy: 'Compare the first field of FILE_DEFINITION with SITECTRL.CT0.',
  },
  '714': {
    cause: 'It has no site information, or its site code or install directory is not that of this server.',
    remedy: 'Compare SITE_ACCOUNT in SITECTRL.CT0 with the Identification key and with the SMS root directory.',
  },
  '715': { cause: 'It names no domains.', remedy: 'Restore SITECTRL.CT0 from a snapshot in which the site worked.' },
  '716': {
    cause: 'It names no service account or no valid addresses.',
    remedy: 'Restore SITECTRL.CT0 from a snapshot in which the site worked.',
  },
  '717': {
    cause: 'It has no SQL Server information, which a primary site needs.',
    remedy: 'Check that the site type in SITE_ACCOUNT is 9, a secondary site.',
  },
  '718': {
    cause: 'It names no components or no senders.',
    remedy: 'Restore SITECTRL.CT0 from a snapshot in which the site worked.',
  },
};
