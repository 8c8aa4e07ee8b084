/** What a machine of the lab pretends, where that lies in its registry. */
export const labKey = 'HKLM\\SOFTWARE\\Resite lab';
