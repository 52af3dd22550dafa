/** The license notices of the libraries in a bundle, which ask to go with their code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages under the MIT license that ship no text of it: whose copyright their pages state. */
const MIT_WITHOUT_TEXT = { format: 'Copyright 2010 - 2014 Sami Samhuri' };

/**
 * One notice for each package that a file belongs to; `files` are relative to the root. Nested
 * copies are packages of their own. Throws for a package without a license text, so that none ships.
 */
export function licensesOf(root, files) {
  const packages = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const notices = [...new Set(packages)].toSorted().map((folder) => notice(root, folder));
  return [...new Set(notices)].join(`\n${'-'.repeat(80)}\n\n`);
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
  return `${name} ${version} (${license})\n\n${text}\n`;
}

function shippedText(folder) {
  const file = readdirSync(folder).find((one) => /^(?:licen[cs]e|copying)/i.test(one));
  return file && readFileSync(join(folder, file), 'utf8').trim();
}

/** Our own license is the same text under another name. */
function mitText(root, name) {
  const copyright = MIT_WITHOUT_TEXT[name];
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  return copyright && own.replace(/^Copyright .*$/m, copyright);
}
