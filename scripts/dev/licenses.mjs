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
 * count as packages of their own. Packages whose licenses have the same words share the text, each
 * below its own name and copyright. Throws for a package without a license text, so that none ships
 * without one.
 */
export function licensesOf(root, files) {
  const packages = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const texts = new Map();
  for (const folder of [...new Set(packages)].toSorted()) {
    const { name, copyright, terms } = notice(root, folder);
    const words = wordsOf(terms);
    const { names } = texts.get(words) ?? texts.set(words, { terms, names: new Map() }).get(words);
    names.set(copyright, [...(names.get(copyright) ?? []), name]);
  }
  return [...texts.values()]
    .map(({ terms, names }) => {
      const heads = [...names].map(([copyright, all]) => [...all, copyright].filter(Boolean));
      return `${[...heads.map((head) => head.join('\n')), terms].join('\n\n')}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** What a text says, however its lines are wrapped, its quotes are written and it is headed. */
const wordsOf = (terms) =>
  terms
    .replace(/^\s*\(?(?:The )?MIT License\)?(?: \(MIT\))?\s*$/gim, '')
    .replaceAll(/['"`*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();

function notice(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const {
    name,
    version,
    license = manifest.licenses?.map(({ type }) => type).join(' or '),
  } = manifest;
  const text = shippedText(join(root, folder)) ?? mitText(root, name);
  if (!text || !license) throw new Error(`${name} ${version} is bundled without its license`);
  const lines = text.split(/\r?\n/);
  const copyright = lines.filter((line) => COPYRIGHT.test(line));
  const terms = lines.filter((line) => !COPYRIGHT.test(line)).join('\n');
  return {
    name: `${name} ${version} (${license})`,
    copyright: copyright.map((line) => line.trim()).join('\n'),
    terms: terms.replaceAll(/\n{3,}/g, '\n\n').trim(),
  };
}

const COPYRIGHT = /^\s*Copyright\b.*\b(?:\d{4}|[A-Z])/;

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
