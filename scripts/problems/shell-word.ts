/**
 * A file in a command that people copy: quoted where a shell would read its name otherwise, and never
 * an option.
 */
export function shellWord(file: string): string {
  if (file.startsWith('-')) return shellWord(`./${file}`);
  return /^[\w./@%+=:,-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
