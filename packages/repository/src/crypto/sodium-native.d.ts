declare module 'sodium-native' {
  const sodium: {
    crypto_onetimeauth(output: Uint8Array, message: Uint8Array, key: Uint8Array): void;
    crypto_onetimeauth_verify(tag: Uint8Array, message: Uint8Array, key: Uint8Array): boolean;
    sodium_memzero(buffer: Uint8Array): void;
  };
  export = sodium;
}
