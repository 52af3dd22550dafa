/**
 * Access levels of actions, as AWS's data list them. They are read from the data set only for the
 * few sections that print them.
 */
import type { Reference } from '../../iam/reference.ts';

/** Thrown where a level is asked for before its service has been read. */
export class Unread extends Error {
  readonly service: string;

  constructor(service: string) {
    super(`the service ${service} has not been read`);
    this.service = service;
  }
}

/** In the order in which AWS documents them. */
const ORDER = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'];

export class Levels {
  #reference: Reference | undefined;

  /** The levels of what an action or a pattern stands for; none if AWS does not list it. */
  of(pattern: string): readonly string[] {
    const service = prefixOf(pattern);
    if (service === '*') return ORDER;
    if (!this.#reference?.isPrepared(service)) throw new Unread(service);
    // “Tagging, Write” is what AWS calls Tagging.
    const levels = this.#reference
      .actionsMatching(pattern)
      .map(({ accessLevel }) => accessLevel?.split(',', 1)[0]);
    return ORDER.filter((level) => levels.includes(level));
  }

  /** Reads a service. */
  async read(service: string): Promise<void> {
    const { loadReference } = await import('../../iam/reference.ts');
    this.#reference ??= await loadReference();
    await this.#reference.prepare([service]);
  }
}

/** `s3` of `s3:GetObject`; a pattern in the service's name stands for all of them. */
function prefixOf(pattern: string): string {
  const prefix = pattern.split(':', 1)[0]?.toLowerCase() ?? '';
  return /[*?]/.test(prefix) ? '*' : prefix;
}
