/** AWS CLI: a shell block that writes the policy's file and hands it to IAM. */
import { shellWord } from '../problems/shell-word.ts';
import type { RolePolicyKind } from './role-value.ts';

interface CliPolicy {
  readonly kind: RolePolicyKind;
  /** The name of the role in IAM. */
  readonly roleName: string;
  readonly policyName: string;
  /** The name of the file. */
  readonly file: string;
  /** The policy as JSON text. */
  readonly json: string;
  /** Options of `create-role` besides the trust policy. */
  readonly createdWith: readonly string[];
}

export function cliPolicy(policy: CliPolicy): string {
  const { file, json } = policy;
  return `${writtenFile(file, json)}\n\n${attaching(policy)}`;
}

/** Nothing in the document is expanded, because its delimiter is quoted. */
export const writtenFile = (file: string, json: string): string =>
  `cat > ${shellWord(file)} <<'EOF'\n${json}\nEOF`;

function attaching({ kind, roleName, policyName, file, createdWith }: CliPolicy): string {
  const document = shellWord(`file://${file}`);
  const lines = {
    permissions: [
      'aws iam put-role-policy',
      `--role-name ${shellWord(roleName)}`,
      `--policy-name ${shellWord(policyName)}`,
      `--policy-document ${document}`,
    ],
    trust: [
      'aws iam create-role',
      `--role-name ${shellWord(roleName)}`,
      ...createdWith,
      `--assume-role-policy-document ${document}`,
    ],
    boundary: [
      'aws iam create-policy',
      `--policy-name ${shellWord(policyName)}`,
      `--policy-document ${document}`,
    ],
  }[kind];
  return command(...lines);
}

/** A command and its options, one a line. */
export const command = (...lines: readonly string[]): string => lines.join(' \\\n  ');
