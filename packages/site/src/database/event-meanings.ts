/**
 * Events that tell why a restored site does not work, or that it does (Q122177 to Q122181). The list is not complete:
 * an event that is not in it is no reason to worry.
 */
export const eventMeanings: Readonly<
  Record<number, { readonly meaning: string; readonly kind: 'good' | 'trouble' | 'duplicate' }>
> = {
  180: { kind: 'duplicate', meaning: 'two computers overlap in the database' },
  181: { kind: 'duplicate', meaning: 'an older computer record was changed' },
  182: { kind: 'duplicate', meaning: 'an older computer record was changed' },
  183: { kind: 'duplicate', meaning: 'computers with the same SMS ID were deleted' },
  185: { kind: 'duplicate', meaning: 'all computers with one SMS ID were deleted' },
  186: { kind: 'duplicate', meaning: 'a computer was told to send its whole inventory again' },
  209: { kind: 'trouble', meaning: 'the Identification key is missing or wrong' },
  210: { kind: 'trouble', meaning: 'SITECFG.BOX is missing' },
  211: { kind: 'trouble', meaning: 'a site control file is not valid and was renamed' },
  220: { kind: 'trouble', meaning: 'a service could not be installed' },
  223: { kind: 'trouble', meaning: 'a service could not be installed' },
  224: { kind: 'trouble', meaning: 'the disk is too full' },
  225: { kind: 'trouble', meaning: 'SYSTEM.MAP is missing or was changed' },
  226: { kind: 'trouble', meaning: 'the parent site code in the registry is not that of the site control file' },
  230: { kind: 'trouble', meaning: 'a service could not be installed' },
  233: { kind: 'trouble', meaning: 'a service could not be installed' },
  234: { kind: 'trouble', meaning: 'a service could not be installed' },
  236: { kind: 'trouble', meaning: 'a share or server belongs to another site' },
  237: { kind: 'trouble', meaning: 'SYSTEM.MAP is missing or was changed' },
  242: { kind: 'trouble', meaning: 'there is no site control file to work by' },
  251: { kind: 'trouble', meaning: 'an outbox of a sender is missing' },
  316: { kind: 'trouble', meaning: 'an outbox of a sender is missing' },
  332: { kind: 'trouble', meaning: 'an outbox of a sender is missing' },
  339: { kind: 'trouble', meaning: 'a site control file is missing or damaged' },
  340: { kind: 'trouble', meaning: 'a site control file is missing or damaged' },
  358: { kind: 'good', meaning: 'the parent received an ACTUAL site control file' },
  366: { kind: 'trouble', meaning: 'the Identification key is missing or wrong' },
};

/** "Received an ACTUAL site control file from site X", logged at the parent (Q122181). */
export const actualReceivedEvent = 358;
