/** What a server sends over one connection, cut into its messages: `each` gets them without their length frames, and may change them. */
export function smbMessages(each: (message: Buffer) => void): (sent: Buffer) => Buffer {
  let left = Buffer.alloc(0);
  return sent => {
    left = Buffer.concat([left, sent]);
    let whole = 0;
    while (left.length >= whole + 4 && left.length >= whole + 4 + left.readUIntBE(whole + 1, 3)) {
      const end = whole + 4 + left.readUIntBE(whole + 1, 3);
      each(left.subarray(whole + 4, end));
      whole = end;
    }
    const messages = left.subarray(0, whole);
    left = left.subarray(whole);
    return messages;
  };
}
