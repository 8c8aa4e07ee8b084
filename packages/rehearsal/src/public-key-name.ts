/** The public half of the key, as it lies beside evidence: for OpenSSL and for people, who must know its fingerprint. */
export const publicKeyName = 'evidence-key.pub.pem';
