/** What templates may name of Cedar: the fields of each kind of thing, and which of them a marker names. */
import type { Field, EntityType } from '../field.ts';

/** Its fields of `all`. */
export const CEDAR_ALL = {
  cedar: ['cedar[]', 'Every set of Cedar policies, by id.'],
} as const satisfies Record<string, Field>;

export const CEDAR_SHAPES = {
  cedar: {
    id: ['code', 'Its id in the data.'],
    title: ['text', 'What people call the policies.'],
    intro: ['markdown?', 'What they are for.'],
    forms: ['cedarForm[]', 'The policies in each form.'],
    claims: ['claim[]', 'What they decide.'],
    actions: ['cedarAction[]', 'The actions of their model.'],
    entityTypes: ['cedarEntityType[]', 'The entity types of their model.'],
  },
  cedarForm: {
    form: ['text', '`cedar`, `json`, `yaml`, `kubernetes`, or `configmap`: the JSON in it.'],
    text: ['json', 'The policies in this form, for `fence`.'],
  },
  cedarAction: {
    id: ['code', 'The action, such as `Action::"call_tool"`.'],
    asked: ['boolean', 'Whether requests are authorized with it.'],
    principals: ['code[]', 'The types that ask.'],
    resources: ['code[]', 'The types that it is asked on.'],
    about: ['markdown', 'What it is.'],
  },
  cedarEntityType: {
    name: ['code', 'The type.'],
    attributes: ['markdown', 'Its attributes, with their types as far as they are known.'],
    about: ['markdown', 'What it is.'],
  },
} as const satisfies Record<string, Record<string, Field>>;

/** The types of parameters that name an entry of the data. */
export const CEDAR_ENTITIES = {
  cedar: { kind: 'cedar', words: 'set of Cedar policies' },
} as const satisfies Record<string, EntityType>;
