/** The examples at the end of each command's help. A test runs them in the README's workspace. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  build: [
    'permadocs build',
    'permadocs build --diff',
    'permadocs build data/roles/s3-readonly.yaml',
  ],
  check: ['permadocs check', 'permadocs check out/setup.mdx', 'permadocs check --format github'],
  diff: ['permadocs diff', 'permadocs diff HEAD', 'permadocs diff HEAD --format json'],
  prove: ['permadocs prove', 'permadocs prove s3-readonly'],
  simulate: [
    'permadocs simulate --role s3-readonly --action s3:GetObject --resource arn:aws:s3:::example-bucket/report.csv',
  ],
  validate: ['permadocs validate policy.json', 'permadocs validate trust.json --kind trust'],
  lint: ['permadocs lint', 'permadocs lint out --as-of 2026-06-01'],
  data: ['permadocs data', 'permadocs data --max-age 180', 'permadocs data --format json'],
  list: ['permadocs list', 'permadocs list roles', 'permadocs list fields'],
  explain: [
    'permadocs explain s3-readonly',
    'permadocs explain s3:GetObject',
    'permadocs explain out/setup.mdx:5',
    'permadocs explain marker/unclosed',
  ],
  init: ['permadocs init', 'permadocs init --yes'],
  adopt: ['permadocs adopt out/by-hand.mdx', 'permadocs adopt out/by-hand.mdx --yes'],
  eject: ['permadocs eject out/setup.mdx --dry-run', 'permadocs eject out/setup.mdx'],
  watch: ['permadocs watch'],
  completion: [
    'permadocs completion bash',
    'permadocs completion zsh',
    'permadocs completion fish',
  ],
};

/** As it is printed below the options; empty for a command without examples. */
export function examplesText(command: string): string {
  const examples = Object.hasOwn(EXAMPLES, command) ? EXAMPLES[command] : undefined;
  return examples === undefined
    ? ''
    : `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`;
}
