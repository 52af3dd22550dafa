/** A word of a command that people copy, such as a file name: quoted if a shell would read it otherwise. */
export function shellWord(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
