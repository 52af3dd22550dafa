/**
 * Carries out the fences of a page in order, as a reader would: a fence with a title is a file, a
 * `diff` with a title edits one, `sh` is run, and a `text` fence after it becomes its output.
 * Commands in a comment (`<!-- sh`) run too but are not shown. Each `##` section starts over.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';

import { type Files, sandbox, type Sandbox } from './sandbox.ts';

interface Step {
  readonly lang: string;
  readonly title: string | undefined;
  readonly body: string;
  readonly start: number;
  readonly end: number;
}

interface WalkOptions {
  /** The files that each section starts with. */
  readonly files: Files;
  /** Selects commands that are not meant for a workspace. */
  readonly skip?: (command: string) => boolean;
}

/** Returns the page with the output of its commands; throws if a step fails. */
export async function walkThrough(page: string, options: WalkOptions): Promise<string> {
  const place = await sandbox(options.files);
  try {
    let walked = '';
    for (const section of page.split(/^(?=## )/m)) {
      place.reset();
      walked += await walkSection(place, section, options);
    }
    return walked;
  } finally {
    place.remove();
  }
}

/** The files that a page's fences have as titles, with their texts. */
export function filesOf(page: string): Record<string, string> {
  const files = stepsOf(page).flatMap(({ lang, title, body }) =>
    title === undefined || lang === 'diff' ? [] : [[title, body] as const],
  );
  return Object.fromEntries(files);
}

function stepsOf(text: string): Step[] {
  return fromMarkdown(text).children.flatMap((node) => {
    const start = node.position?.start.offset ?? 0;
    const end = node.position?.end.offset ?? 0;
    if (node.type === 'code') {
      const title = /title="([^"]+)"/.exec(node.meta ?? '')?.[1];
      return [{ lang: node.lang ?? '', title, body: `${node.value}\n`, start, end }];
    }
    const hidden = node.type === 'html' ? /^<!-- sh\n(.*)-->$/s.exec(node.value)?.[1] : undefined;
    return hidden === undefined ? [] : [{ lang: 'sh', title: undefined, body: hidden, start, end }];
  });
}

async function walkSection(
  place: Sandbox,
  section: string,
  { skip }: WalkOptions,
): Promise<string> {
  const steps = stepsOf(section).filter(
    ({ lang, title, body }) =>
      title !== undefined || lang === 'text' || (lang === 'sh' && skip?.(body) !== true),
  );
  let text = '';
  let from = 0;
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const output = await doStep(place, step, next);
    if (output === undefined || next === undefined) continue;
    text += `${section.slice(from, next.start)}${fence(output)}`;
    from = next.end;
  }
  return text + section.slice(from);
}

/**
 * A fence around output that may contain fences; as Prettier does, it uses one more backtick than
 * those.
 */
function fence(output: string): string {
  const longest = Math.max(2, ...[...output.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}text\n${output}${ticks}`;
}

/**
 * Carries out a step. Returns the output of a command if the page shows it; otherwise the command
 * must succeed.
 */
async function doStep(
  place: Sandbox,
  { lang, title, body }: Step,
  next?: Step,
): Promise<string | undefined> {
  if (title !== undefined) {
    place.write(title, lang === 'diff' ? edited(place.read(title), body, title) : body);
  } else if (lang === 'sh') {
    const { status, output } = await place.run(body);
    const isShown = next?.lang === 'text';
    if (status === null || status > (isShown ? 1 : 0))
      throw new Error(`${body} ended with ${status}:\n${output}`);
    return isShown ? output : undefined;
  }
  return undefined;
}

/** Applies an edit that is written as the lines of a diff. */
function edited(text: string, diff: string, file: string): string {
  const lines = diff.split('\n').slice(0, -1);
  const side = (sign: string): string =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [before, after] = [side('+'), side('-')];
  if (text.split(before).length !== 2) throw new Error(`not once in ${file}:\n${before}`);
  return text.replace(before, () => after);
}
