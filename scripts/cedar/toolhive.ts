/**
 * How ToolHive uses Cedar, from its authorization policy reference and its source (`pkg/authz`):
 * the entities that it makes of an MCP request, and the actions that it asks about.
 */
import { uidText } from './scope.ts';
import { FEATURES } from './toolhive-request.ts';
import type { ActionModel, Attributes, AttributeType, CedarModel, EntityType } from './model.ts';

const attributes = (
  named: Readonly<Record<string, AttributeType>>,
  prefixes: readonly string[],
  isOpen = false,
): Attributes => ({ named, prefixes, isOpen });

const NONE = attributes({}, []);
const CLAIMS = ['claim_', 'claimset_'];
const SHARED = { name: 'String', operation: 'String', feature: 'String' } as const;

const resource = (
  about: string,
  more: Readonly<Record<string, AttributeType>> = {},
): EntityType => ({
  about,
  attributes: attributes({ ...SHARED, ...more }, ['arg_']),
});

const ENTITY_TYPES: readonly (readonly [string, EntityType])[] = [
  [
    'Client',
    {
      about: 'the caller; its id is the `sub` claim, each claim of the token is `claim_<name>`',
      attributes: attributes({}, CLAIMS),
    },
  ],
  [
    'Tool',
    resource('a tool, by its name', {
      readOnlyHint: 'Bool',
      destructiveHint: 'Bool',
      idempotentHint: 'Bool',
      openWorldHint: 'Bool',
    }),
  ],
  ['Prompt', resource('a prompt, by its name')],
  // `authorizeResourceRead` in core.go: the URI itself since bacac58 of 2026-08-13.
  [
    'Resource',
    resource('a data resource, by its URI; older versions have `_` for punctuation in it', {
      uri: 'String',
    }),
  ],
  [
    'FeatureType',
    {
      about: 'a kind of feature; not used for decisions today',
      attributes: attributes({ ...SHARED, type: 'String' }, [], true),
    },
  ],
  ['THVGroup', { about: 'a group that the caller is in', attributes: attributes({}, [], true) }],
  [
    'MCP',
    { about: 'the MCP server that the resource is in', attributes: attributes({}, [], true) },
  ],
  [
    'Backend',
    {
      about: 'the server behind a virtual MCP server that the tool comes from',
      attributes: attributes({}, [], true),
    },
  ],
];

const asked = (resourceType: string, about: string): ActionModel => ({
  principals: ['Client'],
  resources: [resourceType],
  context: attributes({}, [...CLAIMS, 'arg_']),
  members: [],
  neverAsked: undefined,
  about,
});
const listed = (instead: string): ActionModel => ({
  principals: ['Client'],
  resources: ['FeatureType'],
  context: NONE,
  members: [],
  neverAsked: `ToolHive never asks for it: a list is filtered by \`Action::"${instead}"\` on each item`,
  about: `never asked for; \`${instead}\` filters the list`,
});

const ACTIONS: readonly (readonly [string, ActionModel])[] = [
  ['Action::"call_tool"', asked('Tool', 'call a tool (`tools/call`)')],
  ['Action::"get_prompt"', asked('Prompt', 'get a prompt (`prompts/get`)')],
  ['Action::"read_resource"', asked('Resource', 'read a data resource (`resources/read`)')],
  ['Action::"list_tools"', listed('call_tool')],
  ['Action::"list_prompts"', listed('get_prompt')],
  ['Action::"list_resources"', listed('read_resource')],
];

/** The types of what a request is made of; see toolhive-request.ts. */
const REMADE = new Set(['Client', ...Object.keys(FEATURES)]);
const ASKED = new Set(
  ACTIONS.flatMap(([id, { neverAsked }]) => (neverAsked === undefined ? [id] : [])),
);

/** What people write for the name of a tool. */
const NAMES = new Set(['tool', 'tool_name', 'toolName', 'id', 'prompt', 'uri']);

/** What only the resource has. */
const ATTRIBUTES = new Set(
  ENTITY_TYPES.flatMap(
    ([
      ,
      {
        attributes: { named },
      },
    ]) => Object.keys(named),
  ),
);

export const TOOLHIVE: CedarModel = {
  name: 'ToolHive',
  entityTypes: new Map(ENTITY_TYPES),
  actions: new Map(ACTIONS),
  constants: (type, id) => ({
    ...FEATURES[type],
    // The id of a resource may be its URI made safe, and its name is the URI itself.
    ...(id === undefined || type === 'Resource' ? {} : { name: id }),
  }),
  isRemade: ({ type, id }) => REMADE.has(type) || ASKED.has(uidText({ type, id })),
  instead: (variable, attribute) => {
    // A claim is the caller's, and an argument the tool's; the context has both.
    if (variable === 'principal' && attribute.startsWith('arg_')) return `resource.${attribute}`;
    if (variable === 'resource' && /^claim(?:set)?_/.test(attribute))
      return `principal.${attribute}`;
    if (variable === 'context' && ATTRIBUTES.has(attribute)) return `resource.${attribute}`;
    if (variable === 'resource') return NAMES.has(attribute) ? 'resource.name' : undefined;
    if (/^(?:arg|args|argument|arguments)$/.test(attribute)) return `${variable}.arg_<name>`;
    return /^[a-z][\w-]*$/i.test(attribute) ? `${variable}.claim_${attribute}` : undefined;
  },
};

/** Whether a text is about ToolHive: its groups, or an action that only it has. */
export const isToolHives = (text: string): boolean =>
  /\bTHVGroup::"/.test(text) ||
  /(?<!::)\bAction::"(?:call_tool|get_prompt|read_resource|list_tools|list_prompts|list_resources)"/.test(
    text,
  );
