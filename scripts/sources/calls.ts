/**
 * Calls of AWS in code, as far as plain patterns can be right: a file says which services its names
 * belong to, and each line is looked at by itself. Code is not parsed.
 */
import { type Call, callAt, linesOf, prefixOf, type Preset } from './code-lines.ts';
import type { Pattern } from './pattern.ts';
import { goSdkV1, goSdkV2 } from './presets/go.ts';
import { javaSdkV1, javaSdkV2 } from './presets/java.ts';
import { boto3 } from './presets/python.ts';
import { tsSdkV2, tsSdkV3 } from './presets/typescript.ts';

export type { Call, CallsInFile, Client } from './code-lines.ts';

/** What a pattern of one's own finds. */
export function callsMatching(text: string, pattern: Pattern, service: string | undefined): Call[] {
  return linesOf(text).flatMap((line) =>
    pattern.find(line.text).flatMap((groups) => {
      const action = groups.get('action');
      const own = groups.get('service')?.text;
      return action ? [callAt(line, action, own === undefined ? service : prefixOf(own))] : [];
    }),
  );
}

export const PRESET_CALLS = {
  'go-sdk-v2': goSdkV2,
  'go-sdk-v1': goSdkV1,
  'ts-sdk-v3': tsSdkV3,
  'ts-sdk-v2': tsSdkV2,
  boto3,
  'java-sdk-v2': javaSdkV2,
  'java-sdk-v1': javaSdkV1,
} as const satisfies Record<string, Preset>;
