/**
 * A file name in a command that people copy: quoted if a shell would read it differently, and never
 * mistaken for an option.
 */
export function shellWord(file: string): string {
  if (file.startsWith('-')) return shellWord(`./${file}`);
  return /^[\w./@%+=:,-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
