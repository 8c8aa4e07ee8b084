/** A line for people: `result` is what was asked for, `note` what is said besides and `-q` leaves out. */
export interface Line {
  readonly to: 'result' | 'note' | 'warning';
  readonly text: string;
}
