/** What each finding about a policy means: Access Analyzer's check names in kebab case where one exists. */
export const IAM_CODES = {
  'iam/json-syntax-error': {
    severity: 'error',
    title: 'The policy is not valid JSON or YAML',
    explain: 'IAM refuses a policy document that does not parse.',
  },
} as const;
