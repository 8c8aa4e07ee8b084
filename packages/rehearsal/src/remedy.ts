/** What can be done about an error of a rehearsal. How a person does it, the program says. */
export type RehearsalRemedy =
  /** Compare the key that lies beside the evidence with the word of its owner, then trust it. */
  { readonly kind: 'compare-key' };
