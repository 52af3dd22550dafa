/**
 * One version of the data set, from the folder of its package. Its files are read and nothing of it
 * is run: what is compared may come from anywhere.
 */
import { join } from 'node:path';

import { textIfThere } from '../files/read.ts';
import {
  type ConditionKey,
  type DataIndex,
  type ServiceData,
  toAction,
  toConditionKey,
} from '../iam/data-set.ts';
import { type Reference, referenceTo } from '../iam/reference.ts';
import { isText, jsonIn, manifestOf, mapOf, notDataSet } from './manifest.ts';

export interface Snapshot extends DataIndex {
  /** Of the package: `0.21.202609261`. */
  readonly version: string;
  /** What it knows, for looking names up. */
  readonly reference: Reference;
  /** Whether it lists the keys of all services (`aws:`); versions before 0.15 do not. */
  readonly hasGlobalKeys: boolean;
  /** The entries of a service; empty for one that it does not have. */
  readonly serviceData: (service: string) => ServiceData;
}

/** `name` is what messages call the folder. Throws {@link CannotRun} if it is not such a package. */
export function readSnapshot(folder: string, name: string): Snapshot {
  const { version, date } = manifestOf(folder, name);
  const services = listOf(jsonIn(folder, name, 'data', 'services.json')).filter(isText);
  if (services.length === 0) throw notDataSet(name, 'its data/services.json lists no service');
  const globalKeys = globalKeysIn(folder);
  const known = new Map<string, ServiceData>();
  const serviceData = (service: string): ServiceData => {
    const data = known.get(service) ?? readServiceIn(folder, name, service);
    known.set(service, data);
    return data;
  };
  const index = { date, services, globalKeys };
  const reference = referenceTo(index, (service) => Promise.resolve(serviceData(service)));
  return {
    ...index,
    version,
    reference,
    hasGlobalKeys: globalKeys.length > 0,
    serviceData,
  };
}

/** Services without a file have no entries of that kind. */
function readServiceIn(folder: string, name: string, service: string): ServiceData {
  const entries = (kind: string): Readonly<Record<string, unknown>>[] => {
    const text = textIfThere(join(folder, 'data', kind, `${service}.json`));
    if (text === undefined) return [];
    try {
      return Object.values(mapOf(JSON.parse(text))).map(mapOf);
    } catch {
      throw notDataSet(name, `its data/${kind}/${service}.json is not JSON`);
    }
  };
  return {
    actions: entries('actions').map((entry) => {
      const types = listOf(entry['resourceTypes']).map(mapOf);
      return toAction(service, {
        name: textOf(entry['name']),
        accessLevel: textOf(entry['accessLevel']),
        resourceTypes: types.map(({ name, required }) => ({
          name: textOf(name),
          required: required === true,
        })),
        // Those of its resource types too: which keys a request has is one question.
        conditionKeys: unique(
          [entry, ...types].flatMap(({ conditionKeys }) => listOf(conditionKeys).filter(isText)),
        ),
      });
    }),
    conditionKeys: entries('conditionKeys').map(({ key, type }) =>
      toConditionKey(textOf(key), textOf(type), false),
    ),
    resourceTypes: entries('resourceTypes').map(({ key, arn, conditionKeys }) => ({
      name: textOf(key),
      arn: textOf(arn),
      conditionKeys: listOf(conditionKeys).filter(isText),
    })),
  };
}

/** The package has its global keys in code, as a list of literals, one property a line. */
function globalKeysIn(folder: string): ConditionKey[] {
  const code = textIfThere(join(folder, 'dist/esm/globalConditionKeys.js')) ?? '';
  return [...code.matchAll(GLOBAL_KEY)].map(([, name = '', type]) =>
    toConditionKey(name, type, true),
  );
}

const GLOBAL_KEY = /^ *key: '([^'\n]+)',\n *category: '[^'\n]*',\n *type: '([^'\n]+)'/gm;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
const textOf = (value: unknown): string => (isText(value) ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
