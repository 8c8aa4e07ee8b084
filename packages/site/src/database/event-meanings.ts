export interface EventMeaning {
  readonly meaning: string;
  readonly kind: 'good' | 'trouble' | 'duplicate';
  /** It stays so until a person does something. */
  readonly final?: true;
}

/**
 * Events that tell why a restored site does not work, or that it does (Q122177 to Q122181). The list is not complete:
 * an event that is not in it is no reason to worry.
 */
export const eventMeanings: Readonly<Record<number, EventMeaning>> = {
  180: { kind: 'duplicate', meaning: 'two computers overlap in the database' },
  181: { kind: 'duplicate', meaning: 'an older computer record was changed' },
  182: { kind: 'duplicate', meaning: 'an older computer record was changed' },
  183: { kind: 'duplicate', meaning: 'computers with the same SMS ID were deleted' },
  185: { kind: 'duplicate', meaning: 'all computers with one SMS ID were deleted' },
  186: { kind: 'duplicate', meaning: 'a computer was told to send its whole inventory again' },
  209: { kind: 'trouble', final: true, meaning: 'the Identification key is missing or wrong' },
  210: { kind: 'trouble', final: true, meaning: 'SITECFG.BOX is missing' },
  211: { kind: 'trouble', meaning: 'a site control file is not valid and was renamed' },
  220: { kind: 'trouble', meaning: 'a shared directory for an outbox could not be made' },
  223: { kind: 'trouble', meaning: 'shared directories for inboxes could not be made' },
  224: { kind: 'trouble', meaning: 'no drive has enough free space' },
  225: { kind: 'trouble', meaning: 'a component could not be installed or started' },
  226: { kind: 'trouble', meaning: 'the parent site code in the registry is not that of the site control file' },
  230: { kind: 'trouble', meaning: 'logon scripts of user accounts could not be changed' },
  233: { kind: 'trouble', meaning: 'a shared directory for the programs of a component could not be made' },
  234: { kind: 'trouble', meaning: 'programs of a component could not be copied' },
  236: { kind: 'trouble', meaning: 'a share or server belongs to another site' },
  237: { kind: 'trouble', final: true, meaning: 'SYSTEM.MAP cannot be read' },
  242: { kind: 'trouble', meaning: 'there is no site control file to work by' },
  251: { kind: 'trouble', meaning: 'the LAN sender cannot connect to a site' },
  316: { kind: 'trouble', meaning: 'a job could not send to its destination site' },
  332: { kind: 'trouble', meaning: 'there is no address of a destination site' },
  339: { kind: 'trouble', meaning: 'a site control file is of an unknown type' },
  340: { kind: 'trouble', meaning: 'a site control file cannot be read' },
  358: { kind: 'good', meaning: 'the parent received an ACTUAL site control file' },
  359: { kind: 'trouble', meaning: 'preparing the installation of a site has failed' },
  360: { kind: 'trouble', meaning: 'the installation of a site has failed' },
  361: { kind: 'trouble', meaning: 'a job that changes a site has failed' },
  366: { kind: 'trouble', meaning: 'the Identification key is missing or wrong' },
};

/** What SMS_HIERARCHY_MANAGER logs when a site does not get installed: 1.0 and 1.1 do so every hour (Q122181, Q153532). */
export const installationFailedEvents: readonly number[] = [359, 360];

/** "Received an ACTUAL site control file from site X", logged at the parent (Q122181). */
export const actualReceivedEvent = 358;
