/**
 * Access levels of actions, as AWS's data list them. They are read from the data set only for the
 * few sections that print them.
 */
import type { Reference } from '../../iam/reference.ts';
import { Unread } from '../model.ts';

/** In the order in which AWS documents them. */
const ORDER = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'];

export class Levels {
  #reference: Reference | undefined;

  /** The levels of what an action or a pattern stands for; none if AWS does not list it. */
  of(pattern: string): readonly string[] {
    const service = prefixOf(pattern);
    if (service === '*') return ORDER;
    if (!this.#reference?.isPrepared(service))
      throw new Unread(`the service ${service}`, () => this.#read(service));
    // “Tagging, Write” is what AWS calls Tagging.
    const levels = this.#reference
      .actionsMatching(pattern)
      .map(({ accessLevel }) => accessLevel?.split(',', 1)[0]);
    return ORDER.filter((level) => levels.includes(level));
  }

  async #read(service: string): Promise<void> {
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
