/**
 * What templates may name: what each model says in its own folder, and what they share. Types of
 * templates and of views follow from it, and so does docs/templates.md. models.ts has the rest of
 * the models.
 */
import { CEDAR_ALL, CEDAR_ENTITIES, CEDAR_SHAPES } from './cedar/shapes.ts';
import type { Field } from './field.ts';
import {
  IAM_ALL,
  IAM_ERRORS,
  IAM_FIELDED,
  IAM_ENTITIES,
  IAM_SHAPES,
  IAM_TABLES,
} from './iam/shapes.ts';

/** What was proven or tested is told in the same words, whichever model it is of. */
const CLAIM = {
  claim: {
    number: ['text', 'Counted from 1 within the role or policy.'],
    say: ['markdown', 'The sentence.'],
    proof: ['text', '“Proven for every request.” or “Tested with 3 requests.”'],
    requests: ['markdown', 'The requests, or the space of requests, that it is about.'],
    channel: ['text', 'The scenario, in words.'],
    decision: ['text', 'What is decided.'],
  },
} as const satisfies Record<string, Record<string, Field>>;

/** The fields of each kind of thing: a type and what it holds. */
export const SHAPES = {
  all: { ...IAM_ALL, ...CEDAR_ALL },
  ...IAM_SHAPES,
  ...CLAIM,
  ...IAM_TABLES,
  ...CEDAR_SHAPES,
  ...IAM_ERRORS,
} as const;

export type Shapes = typeof SHAPES;
export type ShapeName = keyof Shapes;

/** What a parameter may name, by its type. */
export const ENTITIES = { ...IAM_ENTITIES, ...CEDAR_ENTITIES } as const;
export type Entity = keyof typeof ENTITIES;

/** Whose fields a type has, if permadocs.yaml declares them. */
export const FIELDED_TYPES = { ...IAM_FIELDED } as const;
