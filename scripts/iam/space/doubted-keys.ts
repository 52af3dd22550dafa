/**
 * Keys that no AWS page describes for requests that came through an MCP server; see
 * `Context.doubt`.
 */

export const MCP_FLAG = 'aws:viaawsmcpservice';
export const MCP_SERVER = 'aws:calledviaawsmcp';

/** `key` in any case. */
export const isDoubtedKey = (key: string): boolean =>
  /^aws:(?:viaawsservice|calledvia|calledviafirst|calledvialast)$/i.test(key);
