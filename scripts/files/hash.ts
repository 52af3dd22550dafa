/** Content hashes, the keys of caches and records. */
import crypto from 'node:crypto';

/** SHA-256, in base64url. */
export function hash(content: string | Uint8Array): string {
  // Hashing in one call is faster, but the first releases of Node 20 do not have it.
  return crypto.hash
    ? crypto.hash('sha256', content, 'base64url')
    : crypto.createHash('sha256').update(content).digest('base64url');
}

/**
 * Hashes several texts. Lengths are hashed too, so that different lists never join to the same
 * bytes.
 */
export function hashOf(parts: Iterable<string>): string {
  const digest = crypto.createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}\n`).update(part);
  return digest.digest('base64url');
}
