/** A file in a command that people copy: quoted where a shell would read its name otherwise. */
export function shellWord(file: string): string {
  return /^[\w./@%+=:,-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
