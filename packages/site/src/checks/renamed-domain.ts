/** What is left to do when the domain of a site has another name: SMS must be set up anew (Q178009), as Q183348 does it. */
export const renamedDomain =
  'If the domain was renamed, no restore helps: SMS has to be set up anew. Note the UID files and `Next SMS Unique ID` as they were, ' +
  'take what is left of SMS off its servers, delete the site at the parent with PREINST /DELSITE, create it again ' +
  'with the same site code, and then give UID files and `Next SMS Unique ID` what you noted.';
