// Bitcoin addresses, told from random words by their checksums: base58check (legacy and script addresses) and
// bech32/bech32m (segregated witness, BIP-173 and BIP-350).

import { sha256 } from './sha256.ts';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32_GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32M_CONSTANT = 0x2bc830a3;

/** The address in canonical form (bech32 in lower case), or null when its checksum does not hold. */
export function canonicalBitcoin(raw: string): string | null {
  const text = raw.trim();
  if (/^bc1/i.test(text)) {
    const lower = text.toLowerCase();
    // Mixed case is forbidden by BIP-173, so that a misread letter cannot pass.
    const isOneCase = text === lower || text === text.toUpperCase();
    return isOneCase && isSegwitAddress(lower) ? lower : null;
  }
  return /^[13]/.test(text) && isBase58Check(text) ? text : null;
}

function isBase58Check(text: string): boolean {
  if (text.length < 26 || text.length > 35) return false;
  let value = 0n;
  for (const character of text) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) return false;
    value = value * 58n + BigInt(digit);
  }
  // 25 bytes: version, 20 bytes of hash, 4 bytes of checksum. Leading zero bytes are written as leading '1'.
  if (value >= 1n << 200n) return false;
  const bytes = new Uint8Array(25);
  for (let index = 24; index >= 0; index -= 1) {
    bytes[index] = Number(value & 0xffn);
    value >>= 8n;
  }
  const leadingOnes = /^1*/.exec(text)?.[0].length ?? 0;
  const leadingZeros = bytes.findIndex((byte) => byte !== 0);
  if (leadingOnes !== leadingZeros || (bytes[0] !== 0 && bytes[0] !== 5)) return false;
  const digest = sha256(sha256(bytes.subarray(0, 21)));
  return digest.subarray(0, 4).every((byte, index) => byte === bytes[21 + index]);
}

function isSegwitAddress(text: string): boolean {
  const data = text.slice(3);
  if (data.length < 39 || data.length > 59) return false;
  // The human-readable part 'bc' expands to 3,3,0,2,3: its letters' high bits, a separator, their low bits.
  const values = [3, 3, 0, 2, 3];
  for (const character of data) {
    const digit = BECH32.indexOf(character);
    if (digit < 0) return false;
    values.push(digit);
  }
  const witnessVersion = values[5] ?? 0;
  if (witnessVersion > 16) return false;
  return polymod(values) === (witnessVersion === 0 ? 1 : BECH32M_CONSTANT);
}

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    BECH32_GENERATOR.forEach((generator, bit) => {
      if ((top >>> bit) & 1) checksum ^= generator;
    });
  }
  return checksum;
}
