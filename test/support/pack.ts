/** Runs once before the tests that start processes: packs permadocs, as it would be published. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the unpacked tarball, which `installInto` copies. */
    packed: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export default function pack(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'permadocs-packed-'));
  const packed = join(folder, 'package');
  mkdirSync(packed);
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    stdio: 'ignore',
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  project.provide('packed', packed);
  return () => rmSync(folder, { recursive: true });
}
