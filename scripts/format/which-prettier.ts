/** Which Prettier formats: told from its package.json, so that a run with nothing to format loads none. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { textIfThere } from '../files/read.ts';
import { installedFolder, packageRoot } from '../package.ts';

interface WhichPrettier {
  /** The package.json of the workspace's own; empty if there is none. */
  readonly manifest: string;
  /** A sentence for people if the one that permadocs brings is used. */
  readonly notice: string | undefined;
}

/** The workspace's own from version 3 on, else the one that permadocs brings. */
export function whichPrettier(root: string): WhichPrettier {
  const manifest = manifestFrom(root, 'prettier');
  const version = versionIn(manifest);
  if (isRecent(version)) return { manifest, notice: undefined };
  const why =
    version === ''
      ? 'the workspace has no Prettier'
      : `the workspace's Prettier is ${version}, and 3 is the oldest that formats MDX reliably`;
  const brought = versionIn(manifestFrom(packageRoot, 'prettier-fallback'));
  return {
    manifest,
    notice: `${why}; formatting with Prettier ${brought}, which permadocs brings`,
  };
}

/** Is it one that formats MDX reliably? */
export const isRecent = (version: string): boolean => Number.parseInt(version, 10) >= 3;

function manifestFrom(folder: string, name: string): string {
  const found = installedFolder(name, folder);
  if (found !== undefined) return textIfThere(join(found, 'package.json')) ?? '';
  try {
    const { resolve } = createRequire(join(folder, 'package.json'));
    return textIfThere(resolve(`${name}/package.json`)) ?? '';
  } catch {
    return '';
  }
}

function versionIn(manifest: string): string {
  try {
    return String((JSON.parse(manifest) as { version?: unknown }).version ?? '');
  } catch {
    return '';
  }
}
