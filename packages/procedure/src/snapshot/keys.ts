export { fingerprintOf, isSignedBy, type PublicKey, parsePublicKey, pemOf, publicKeyPattern } from './public-key.ts';
export { ensureSigningKey, findSigningKey, setAsideSigningKey } from './signing-key.ts';
