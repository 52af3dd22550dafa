/** The problem codes of Cedar policies, with their texts; see codes.ts. */
import { error, warning } from './code-words.ts';

export const CEDAR_CODES = {
  'cedar/syntax': error(
    'A Cedar policy does not parse',
    'Cedar loads no policy set that has a mistake in it. Templates of the language (`permit|forbid(…)`), ellipses and placeholders outside of strings show that a policy is not meant to be copied, and are left alone.',
  ),
  'cedar/unknown-entity-type': error(
    'A Cedar policy names an entity type that its model does not have',
    'No request has such an entity, so the policy never applies: a `forbid` forbids nothing. The model is the workspace’s schema, or ToolHive’s, which permadocs knows.',
  ),
  'cedar/unknown-action': error(
    'A Cedar policy names an action that its model does not have',
    'No request asks for it, so the policy never applies. Actions are case-sensitive, and are written `Action::"call_tool"`.',
  ),
  'cedar/unknown-attribute': error(
    'A Cedar policy reads an attribute that is never set',
    'Reading it errors, and Cedar skips a policy that errors: a `permit` then permits nothing, and a `forbid` forbids nothing. Testing it with `has` is always false. ToolHive puts `claim_` before the claims of a token, and `arg_` before the arguments of a tool.',
  ),
  'cedar/action-never-asked': warning(
    'A Cedar policy is about an action that is never asked for',
    'The model knows the action, but no request is authorized with it, so the policy has no effect. ToolHive filters lists by the actions on their items instead.',
  ),
  'cedar/always-errors': error(
    'A Cedar policy always errors',
    'Its types or constants make it error on each request that it could apply to. Cedar skips a policy that errors, so that a `forbid` forbids nothing; ToolHive refuses the request instead. `in` compares entities; for sets of values, write `[…].contains(…)`.',
  ),
  'cedar/invalid-constant': error(
    'A Cedar policy makes a value of a text that cannot be one',
    '`ip("300.1.1.1")`, `ip("10.0.0.0/33")`, `decimal("1.23456")` and the like parse, and error when a request gets there: Cedar then skips the policy, so that a `forbid` forbids nothing, and ToolHive refuses the request. Texts that readers fill in are left alone.',
  ),
  'cedar/never-holds': error(
    'A Cedar policy can never apply',
    'Its condition is false for every request, by types and constants alone. `==` between values of different types is false.',
  ),
  'cedar/invalid-schema': error(
    'A Cedar schema does not parse',
    'The `schema` of `cedar` data is in Cedar’s own schema language.',
  ),
  'cedar/invalid': error(
    'Cedar’s validator refuses a policy',
    'The policy does not fit its schema. The message is the validator’s own; guard an optional attribute with `has`.',
  ),
  'cedar/invalid-request': error(
    'A request of a claim cannot be made',
    'It names an action, an entity type or an attribute that the model does not have, or a value of another type. No engine is asked such a thing, so that a claim about it, such as one that it is denied, would hold for no reason. Entities are written `Tool::"search"`; values are JSON. A number with a point is a decimal; with `model: schema`, write `{ __extn: { fn: decimal, arg: "0.5" } }`.',
  ),
  'cedar/numbers-differ': error(
    'What a claim says depends on what ToolHive makes of numbers',
    'ToolHive’s documentation says that whole numbers of tokens and arguments become a Long; its code makes decimals of numbers that it reads from JSON. To Cedar these are different types: `5 == decimal("5.0")` is false, and `<` on a decimal is an error. So a request with a number that a policy reads is decided both ways, and both must give the same answer, by the same policies. If you know what your ToolHive does, say so with `numbers: long` or `numbers: decimal` in the set.',
  ),
  'cedar/errors-on-request': error(
    'A Cedar policy errors on a request of a claim',
    'Cedar skips a policy that errors, and ToolHive refuses the whole request. Either way the decision is not what the policy says, so a claim must not rest on it. Guard attributes that may be missing with `has`.',
  ),
  'cedar/unnoticed-loss': warning(
    'No claim notices the loss of a Cedar policy',
    'Each policy is left out in turn, and the claims are tried again: if all still hold, no sentence shows what the policy is for. Add a claim that it decides; of a `forbid`, one that expects `explicitDeny`.',
  ),
  'cedar/invalid-entities': error(
    'The entities of a Cedar configuration do not load',
    'They are a JSON list of `{ "uid": { "type": …, "id": … }, "attrs": {}, "parents": [] }`. An engine that cannot read them does not start.',
  ),
  'cedar/entity-replaced': error(
    'An entity is loaded in vain, since each request makes it anew',
    'ToolHive makes the caller, the action and the tool, prompt or resource of each request itself, and puts them in the place of entities with the same id. Nothing is merged: what `entities_json` says such an entity is in, or has, never counts. A `forbid` on a group of tools then forbids nothing. The groups of a caller come from its token, and what groups are in from `entities_json`.',
  ),
  'cedar/invalid-configuration': error(
    'A configuration with Cedar policies is not valid JSON',
    'Readers copy it, and it does not load. A string of JSON ends on its line; write `\\n` for a line break in it.',
  ),
} as const;
