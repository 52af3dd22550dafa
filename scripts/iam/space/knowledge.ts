/** What a proof knows about AWS: the list of actions, the types of condition keys, and facts. */
import type { Reference } from '../reference.ts';
import { fitOf } from '../resource-match.ts';
import { type ActionIndex, serviceOf } from './action-index.ts';
import { policiesIn, type PolicySet } from './decide.ts';
import { type Fact, FACTS } from './facts.ts';
import type { KeyInfo } from './key-values.ts';
import { type Space, textList, actionChoice, withExceptions } from './space.ts';

/** Data that a question is answered from; all of it is passed in. */
export interface Knowledge {
  readonly index: ActionIndex;
  /** By the key's name in any case. */
  readonly keyInfo: (key: string) => KeyInfo;
  readonly facts: readonly Fact[];
  /** ARN templates (`arn:${Partition}:s3:::${Bucket}`) of what an action takes, for examples. */
  readonly resourceArns?: ((action: string) => readonly string[]) | undefined;
  /**
   * Whether an action is likely asked for on what a pattern of resources matches: for words, not for
   * decisions. Of a service that was not read, only ARNs of its own are.
   */
  readonly fits?: ((action: string, resource: string) => boolean) | undefined;
  /** States of the joint automaton of resources, instead of the usual budget. */
  readonly resourceStates?: number | undefined;
}

/**
 * Knowledge from the reference, which must have prepared {@link servicesAsked}: a key of a service
 * that was not is of no known type, and its operators decide what it holds.
 *
 * @example
 * const reference = await loadReference();
 * await reference.prepare(['s3']);
 * const knowledge = knowledgeOf(reference, await actionIndex());
 * console.log(knowledge.keyInfo('s3:prefix').type, knowledge.facts[0].key); // String aws:CalledViaAWSMCP
 */
export function knowledgeOf(
  reference: Reference,
  index: ActionIndex,
  facts: readonly Fact[] = FACTS,
): Knowledge {
  return {
    index,
    facts,
    keyInfo: (name) => {
      const key = reference.conditionKey(name);
      return { type: key?.type, multivalued: key?.multivalued };
    },
    fits: (name, resource) => {
      const service = serviceOf(name.toLowerCase());
      if (!reference.isPrepared(service)) {
        const of = /^arn:[^:]*:([^:]*):/.exec(resource)?.[1] ?? '*';
        return /[*?]/.test(of) || of === service;
      }
      const action = reference.action(name);
      return !action || fitOf(action, resource, reference).fits;
    },
    resourceArns: (action) => {
      const service = serviceOf(action.toLowerCase());
      if (!reference.isPrepared(service)) return [];
      const names = reference.action(action)?.resourceTypes ?? [];
      return reference
        .resourceTypes(service)
        .filter(({ name }) => names.includes(name))
        .map(({ arn }) => arn);
    },
  };
}

/**
 * Prefixes of the actions and keys that policies and a space name; pass them to
 * `Reference.prepare`.
 */
export function servicesAsked(sets: readonly PolicySet[], space: Space = {}): readonly string[] {
  const services = new Set(['sts']);
  const add = (name: string): void => {
    const service = serviceOf(name.toLowerCase());
    if (service !== '' && !/[*?]/.test(service)) services.add(service);
  };
  for (const { statements } of sets.flatMap(policiesIn))
    for (const { action, conditions } of statements) {
      for (const name of action?.values ?? []) add(name);
      for (const { key } of conditions) add(key);
    }
  for (const { action, service, context } of withExceptions(space)) {
    if (action !== undefined) for (const name of actionChoice(action).texts) add(name);
    if (service !== undefined) for (const name of textList(service)) add(`${name}:`);
    for (const key of Object.keys(context ?? {})) add(key);
  }
  return [...services];
}
