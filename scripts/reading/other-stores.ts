/** Commands that hand a policy to a store that is not AWS’s. */
export const OTHER_COMMAND =
  /^[ \t$>]{0,8}(?:sudo )?(?:mc admin|radosgw-admin|ossutil|obsutil|coscli)\b/m;
