/** A set of Cedar policies as templates see it. */
import { loadEngine, INSTALL } from '../../cedar/engine.ts';
import { type Attributes, type CedarModel, modelOfSchema } from '../../cedar/model.ts';
import { TOOLHIVE } from '../../cedar/toolhive.ts';
import type { Entry } from '../../data/catalog.ts';
import type { CedarClaim } from '../../data/schema/index.ts';
import { codeSpan } from '../../markdown/escape.ts';
import { Markdown } from '../../markdown/markdown.ts';
import { CEDAR_FORMS, cedarText } from './text.ts';
import type { View } from '../fields.ts';
import { lazily } from '../lazily.ts';
import { Refusal } from '../refusal.ts';

export function cedarView(entry: Entry<'cedar'>): View<'cedar'> {
  const { value } = entry;
  return lazily(
    { id: entry.id, title: value.title, intro: value.intro },
    {
      forms: () =>
        CEDAR_FORMS.map((form) => lazily({ form }, { text: () => cedarText(entry, form) })),
      claims: () => value.claims.map(claimView),
      actions: () =>
        [...modelOf(entry).actions].map(([id, action]) => ({
          id,
          asked: action.neverAsked === undefined,
          principals: action.principals,
          resources: action.resources,
          about: new Markdown(action.about),
        })),
      entityTypes: () =>
        [...modelOf(entry).entityTypes].map(([name, { attributes, about }]) => ({
          name,
          attributes: new Markdown(attributesText(attributes)),
          about: new Markdown(about),
        })),
    },
  );
}

function modelOf({ id, value }: Entry<'cedar'>): CedarModel {
  if (value.schema === undefined) return TOOLHIVE;
  const engine = loadEngine();
  if (!engine) throw new Refusal('Cedar’s engine is not installed', `run \`${INSTALL}\``);
  const model = modelOfSchema(engine, value.schema);
  if ('error' in model) throw new Refusal(`the schema of ${id} does not parse: ${model.error}`);
  return model;
}

function attributesText({ named, prefixes }: Attributes): string {
  const names = Object.entries(named).map(([name, type]) =>
    type === 'any' ? codeSpan(name) : `${codeSpan(name)} (${type})`,
  );
  return [...names, ...prefixes.map((prefix) => codeSpan(`${prefix}<name>`))].join(', ') || 'none';
}

const DECISIONS: Readonly<Record<CedarClaim['expect'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'forbidden',
  implicitDeny: 'not permitted',
  denied: 'refused',
};

function claimView({ say, requests, expect }: CedarClaim, index: number): View<'claim'> {
  const count = requests.length;
  return {
    number: String(index + 1),
    say,
    decision: DECISIONS[expect],
    proof: `Tested with ${count === 1 ? 'one request' : `${count} requests`}.`,
    requests: new Markdown(requests.map(requestWords).join('; ')),
    channel: 'any',
  };
}

type RequestData = CedarClaim['requests'][number];

function requestWords({ principal, action, resource, context }: RequestData): string {
  const name = (one: RequestData['principal']): string =>
    typeof one === 'string' ? codeSpan(one) : [codeSpan(one.entity), ...having(one)].join(' ');
  const values = Object.entries(context).map(([key, value]) => valueWords(key, value));
  const stated = values.length > 0 ? ` with ${values.join(', ')}` : '';
  return `${codeSpan(action)} on ${name(resource)} by ${name(principal)}${stated}`;
}

function having({ attributes, in: parents }: Exclude<RequestData['principal'], string>): string[] {
  const values = Object.entries(attributes).map(([key, value]) => valueWords(key, value));
  return [
    ...(parents.length > 0 ? [`in ${parents.map((one) => codeSpan(one)).join(', ')}`] : []),
    ...(values.length > 0 ? [`(${values.join(', ')})`] : []),
  ];
}

const valueWords = (key: string, value: unknown): string =>
  codeSpan(`${key} = ${JSON.stringify(value)}`);
