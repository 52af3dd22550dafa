/** Hashes of contents, by which caches and records know what they have seen. */
import crypto from 'node:crypto';

/** SHA-256, in base64url. */
export function hash(content: string | Uint8Array): string {
  // Hashing in one call is faster, but younger than the oldest Node 20.
  return crypto.hash
    ? crypto.hash('sha256', content, 'base64url')
    : crypto.createHash('sha256').update(content).digest('base64url');
}

/** Of several texts together: no two lists share a hash because their texts run into each other. */
export function hashOf(parts: Iterable<string>): string {
  const digest = crypto.createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}\n`).update(part);
  return digest.digest('base64url');
}
