/** The license notices of bundled libraries, which their licenses require to ship with the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Packages under the MIT license that do not ship its text, with the copyright line from their
 * pages.
 */
const MIT_WITHOUT_TEXT = { format: 'Copyright 2010 - 2014 Sami Samhuri' };

/**
 * The notices of all packages among `files`, whose paths are relative to the root. Nested copies
 * count as packages of their own; packages with the same text, copyright line included, share it.
 * Throws for a package without a license text, so that none ships without one.
 */
export function licensesOf(root, files) {
  const packages = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const names = new Map();
  for (const folder of [...new Set(packages)].toSorted()) {
    const { name, text } = notice(root, folder);
    names.set(text, (names.get(text) ?? new Set()).add(name));
  }
  return [...names]
    .map(([text, all]) => `${[...all].join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const {
    name,
    version,
    license = manifest.licenses?.map(({ type }) => type).join(' or '),
  } = manifest;
  const text = shippedText(join(root, folder)) ?? mitText(root, name);
  if (!text || !license) throw new Error(`${name} ${version} is bundled without its license`);
  return { name: `${name} ${version} (${license})`, text };
}

function shippedText(folder) {
  const file = readdirSync(folder).find((one) => /^(?:licen[cs]e|copying)/i.test(one));
  return file && readFileSync(join(folder, file), 'utf8').trim();
}

/** The MIT license text, taken from our own license with the package's copyright line. */
function mitText(root, name) {
  const copyright = MIT_WITHOUT_TEXT[name];
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  return copyright && own.replace(/^Copyright .*$/m, copyright);
}
