/** The files of a first workspace, as text: small, realistic and proven. */
import { posix } from 'node:path';

import { markerComment } from '../pages/marker.ts';

import type { Survey } from './survey.ts';

export interface Layout extends Survey {
  readonly dataFolder: string;
  /** The folder of the workspace's own sections, if it is not the default. */
  readonly templates: string | undefined;
}

/** `hasSchemas` says whether permadocs is, or will be, in `node_modules`, where editors find them. */
export function configFile(
  { pages, frozen, mdx, dataFolder, templates }: Layout,
  hasSchemas: boolean,
): string {
  const list = (values: readonly string[]): string =>
    values.map((value) => `\n  - ${quoted(value)}`).join('');
  return [
    ...(hasSchemas
      ? ['# yaml-language-server: $schema=node_modules/permadocs/schemas/permadocs.schema.json']
      : []),
    `data: ${quoted(`${dataFolder}/**/*.{yaml,yml}`)}`,
    ...(templates === undefined ? [] : [`templates: ${templates}`]),
    `pages:${list(pages)}`,
    ...(mdx.length > 0 ? [`# The site parses these as MDX.\nmdx:${list(mdx)}`] : []),
    ...(frozen.length > 0
      ? [`# Markers are checked, regions are never rendered.\nfrozen:${list(frozen)}`]
      : []),
    '',
  ].join('\n');
}

const quoted = (text: string): string => `'${text}'`;

export function roleFile(file: string, hasSchemas: boolean): string {
  const schema = posix.relative(
    posix.dirname(file),
    'node_modules/permadocs/schemas/data.schema.json',
  );
  const comment = hasSchemas ? `# yaml-language-server: $schema=${schema}\n` : '';
  return `${comment}roles:
  bucket-reader:
    name: BucketReaderRole
    title: Bucket reader
    policies:
      permissions:
        file: bucket-reader-permissions.json
        statements:
          - Sid: ReadObjects
            Effect: Allow
            Action: s3:GetObject
            Resource: 'arn:aws:s3:::<YOUR_BUCKET>/*'
          - Sid: ListBucket
            Effect: Allow
            Action: s3:ListBucket
            Resource: 'arn:aws:s3:::<YOUR_BUCKET>'
    claims:
      - say: Reads the objects of the bucket.
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::<YOUR_BUCKET>/report.csv' }]
        expect: allowed
        by: ReadObjects
      - say: Lists the bucket.
        requests: [{ action: s3:ListBucket, resource: 'arn:aws:s3:::<YOUR_BUCKET>' }]
        expect: allowed
        by: ListBucket
      # Not an example but every request there is, each action and each bucket: it is proven.
      - say: Does nothing else, in this bucket or anywhere.
        only:
          - { action: s3:GetObject, resource: 'arn:aws:s3:::<YOUR_BUCKET>/*' }
          - { action: s3:ListBucket, resource: 'arn:aws:s3:::<YOUR_BUCKET>' }
placeholders:
  # An example for validation and proof; pages keep the placeholder.
  '<YOUR_BUCKET>': example-bucket
`;
}

/** A page with two empty regions. */
export function firstPage(dataFile: string, flavor: Parameters<typeof markerComment>[0]): string {
  const region = (section: string, args: string): string => {
    const begin = `BEGIN permadocs ${section} ${args} -- edit ${dataFile}`;
    return [begin, `END permadocs ${section}`]
      .map((words) => markerComment(flavor, words))
      .join('\n\n');
  };
  return `---
title: Permissions
description: The permissions that readers of the bucket need.
---

# Permissions

Replace \`<YOUR_BUCKET>\` with the name of your bucket.

${region('policy', 'role="bucket-reader"')}

## What the role may do

${region('claims', 'role="bucket-reader"')}
`;
}
