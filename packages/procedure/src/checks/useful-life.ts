/** How long a snapshot counts as fresh when nobody has said. No source gives a number. */
export const defaultUsefulLifeDays = 60;
