/** Pages of 10–30 KB with four regions each out of forty, one page of ten with a region in a list. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WORDS =
  'the a role policy access bucket server request token key action condition service account user team page region build data when then with from into over under each every other allow deny grants needs reads writes opens closes cluster queue table stream index topic alarm'.split(
    ' ',
  );
const ROLES = 40;

/** A small generator of its own, so that every corpus is the same. Its low bits repeat soon. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

/** Writes `text` and its folders. */
export function put(root, file, text) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const fileOf = (number, end) => `docs/section-${number % 200}/page-${number}.${end}`;

/**
 * Pages whose `block(role, number)` stands in four places. `extra` adds to a page: policies for lint.
 */
export function writePages(root, count, { end = 'mdx', block, extra = () => '' }) {
  for (let number = 0; number < count; number += 1) {
    const next = random(number + 1);
    const sentence = () => {
      const words = Array.from({ length: 8 + next(10) }, () => WORDS[next(WORDS.length)]).join(' ');
      return `${words[0].toUpperCase()}${words.slice(1)}.`;
    };
    const paragraph = () => Array.from({ length: 3 + next(4) }, sentence).join(' ');
    const parts = [`---\ntitle: Page ${number}\ndescription: ${sentence()}\n---`, paragraph()];
    const size = 10_000 + next(20_000);
    let length = 0;
    for (let blocks = 0; length < size;) {
      const kind = next(10);
      const part =
        kind < 5
          ? paragraph()
          : kind < 6
            ? `## ${sentence().slice(0, -1)}`
            : kind < 7
              ? `- ${sentence()}\n- \`code\` ${sentence()}`
              : kind < 8
                ? `\`\`\`bash\naws sts get-caller-identity --profile ${WORDS[next(40)]}\n\`\`\``
                : kind < 9
                  ? `| ${WORDS[next(40)]} | b |\n| --- | --- |\n| c | d |`
                  : `<details>\n<summary>${sentence()}</summary>\n\n${paragraph()}\n\n</details>`;
      parts.push(part);
      length += part.length;
      if (blocks < 4 && length > ((blocks + 1) * size) / 5) {
        const text = block(next(ROLES), number);
        const inList = number % 10 === 0 && blocks === 1;
        parts.push(inList ? `1. First:\n\n${text.replace(/^(?=.)/gm, '   ')}` : text);
        blocks += 1;
      }
    }
    put(root, fileOf(number, end), `${parts.join('\n\n')}\n${extra(number)}`);
  }
}

/** Forty roles with a guardrail and two claims each. `changed` is the one whose bucket is another. */
export function writeRoles(root, changed = -1) {
  put(root, 'permadocs.yaml', "pages: ['docs/**/*.{md,mdx}']\n");
  for (let role = 0; role < ROLES; role += 1) {
    const arn = `arn:aws:s3:::bucket-${role}${role === changed ? '-new' : ''}`;
    put(
      root,
      `data/roles/r${role}.yaml`,
      `roles:
  r${role}:
    name: Role${role}
    title: Role ${role}
    policies:
      permissions:
        statements:
          - Sid: Read
            Effect: Allow
            Action: [s3:GetObject, s3:GetObjectVersion]
            Resource: '${arn}/*'
          - Sid: Guard
            Effect: Deny
            Action: '*'
            Resource: '*'
            Condition:
              BoolIfExists: { 'aws:ViaAWSMCPService': 'false' }
    claims:
      - say: Reads.
        requests:
          - { action: s3:GetObject, resource: '${arn}/a', context: { 'aws:ViaAWSMCPService': 'true' } }
        expect: allowed
      - say: Not directly.
        requests:
          - { action: s3:GetObject, resource: '${arn}/a', context: { 'aws:ViaAWSMCPService': 'false' } }
        expect: explicitDeny
        by: Guard
`,
    );
  }
}

export const region = (role) =>
  `{/* BEGIN permadocs policy role="r${role}" */}\n\n{/* END permadocs policy */}`;
