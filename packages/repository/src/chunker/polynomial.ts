import { randomBytes } from '@resite/filesystem/randomness';

/** Polynomials over GF(2) as bigint: bit n is the coefficient of x^n. Only used when a repository is made or opened. */
export type Polynomial = bigint;

const degreeWanted = 53;

/** A random irreducible polynomial of degree 53, which makes the cut points of a repository its own. */
export function randomPolynomial(): Polynomial {
  const low = (1n << BigInt(degreeWanted)) - 1n;
  for (;;) {
    const candidate = (randomBytes(8).readBigUInt64LE() & low) | (1n << BigInt(degreeWanted)) | 1n;
    if (isIrreducible(candidate)) return candidate;
  }
}

/** True for a polynomial that a chunker may use: of degree 53 and irreducible. */
export function isChunkerPolynomial(polynomial: Polynomial): boolean {
  return degree(polynomial) === degreeWanted && isIrreducible(polynomial);
}

export function degree(polynomial: Polynomial): number {
  const digits = polynomial.toString(16);
  return digits.length * 4 - 1 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}

export function remainder(dividend: Polynomial, divisor: Polynomial): Polynomial {
  const target = degree(divisor);
  let rest = dividend;
  while (rest !== 0n && degree(rest) >= target) rest ^= divisor << BigInt(degree(rest) - target);
  return rest;
}

/** Ben-Or's test: no x^(2^i) - x with i up to half the degree shares a factor with the polynomial. */
function isIrreducible(polynomial: Polynomial): boolean {
  let power = 2n;
  for (let i = 1; i <= degree(polynomial) / 2; i += 1) {
    power = remainder(square(power), polynomial);
    if (greatestCommonDivisor(polynomial, power ^ 2n) !== 1n) return false;
  }
  return true;
}

/** Squaring spreads the bits: no mixed terms are left in GF(2). */
function square(polynomial: Polynomial): Polynomial {
  return BigInt(`0b${[...polynomial.toString(2)].join('0')}`);
}

function greatestCommonDivisor(a: Polynomial, b: Polynomial): Polynomial {
  let [left, right] = [a, b];
  while (right !== 0n) [left, right] = [right, remainder(left, right)];
  return left;
}
