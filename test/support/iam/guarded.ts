/** Statements of the tutorial's kind: what MCP may read, and a guardrail against direct calls. */
export const READ = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::b/*',
  Condition: { StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' } },
};

/** The key is compared with `operator`. */
export const guard = (operator: string): object => ({
  Sid: 'Guard',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { [operator]: { 'aws:ViaAWSMCPService': 'false' } },
});
