/** AWS IAM as a permission model: documents of JSON or YAML, decided and proven by `iam/`. */
import type { PermissionModel } from './model.ts';

export const IAM: PermissionModel = {
  name: 'iam',
  title: 'IAM policies',
  owns: () => true,
  questions: ['requests', 'every', 'only', 'within'],
};
