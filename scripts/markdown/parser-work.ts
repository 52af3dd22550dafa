/**
 * Counts the work of the parser and ends it in time. A few constructs take time with the square of
 * the text: a delimiter goes over all that its paragraph had before it, and a code span, a tag or
 * a directive that never closes looks ahead to the end. Real pages have far less of either.
 */
import { type Options as AcornOptions, Parser } from 'acorn';
import acornJsx from 'acorn-jsx';
import { codeText, htmlText } from 'micromark-core-commonmark';
import type {
  Code,
  Construct,
  ConstructRecord,
  Effects,
  Extension,
  State,
  TokenizeContext,
} from 'micromark-util-types';

/** Thrown within the parser. */
export class TooMuchWork extends Error {
  /** In UTF-16 units from 0. */
  readonly offset: number;

  constructor(offset: number) {
    super('more work than a parser should do');
    this.offset = offset;
  }
}

/**
 * In steps: one event or character that is gone over again. A hundred million take the parser a
 * second or two.
 */
const MOST_STEPS = 100_000_000;
/** In addition. The heaviest real page, of 1.6 MB, needs 47 for each of its characters in all. */
const STEPS_OF_CHARACTER = 100;

/** How deep admonitions may nest on average; each parses again what is in it. Real pages: 1. */
const DEEPEST = 8;

/** JavaScript is parsed this many times slower than Markdown is gone over. */
const STEPS_OF_SCRIPT = 8;

/** Each container that is open costs about as much as this many steps on every line. */
const STEPS_OF_CONTAINER = 200;

/** What is left to the page that is being parsed: one at a time. */
export class ParserWork {
  #steps = 0;
  #nested = 0;
  #at = 0;

  /** For a page of this length. */
  begin(length: number): void {
    this.#at = 0;
    this.#steps = MOST_STEPS + STEPS_OF_CHARACTER * length;
    this.#nested = DEEPEST * length;
  }

  spend(steps: number, offset: number): void {
    this.#steps -= steps;
    this.#at = offset;
    this.check();
  }

  /** For the text of a block that the parser goes into. */
  nest(length: number, offset: number): void {
    this.#nested -= length;
    this.spend(length, offset);
  }

  /** Does not throw, since errors of the JavaScript parser are caught. */
  script(length: number): void {
    this.#steps -= STEPS_OF_SCRIPT * length;
  }

  check(): void {
    if (this.#steps < 0 || this.#nested < 0) throw new TooMuchWork(this.#at);
  }
}

/** The same extensions, counted, and what counts the parser's own constructs. Comes last. */
export function counted(
  extensions: readonly Extension[],
  work: ParserWork,
  isMdx: boolean,
): Extension[] {
  const all = extensions.map((extension) => ({
    ...extension,
    ...(extension.text && { text: countLookahead(extension.text, work, false) }),
    ...(extension.document && { document: countContainers(extension.document, work) }),
    ...(extension.flow && { flow: countLookahead(extension.flow, work, true) }),
  }));
  return [...all, lookingFar(work, isMdx), lookingBack(work)];
}

/** The constructs of the parser itself that look ahead as far as their paragraph goes. */
function lookingFar(work: ParserWork, isMdx: boolean): Extension {
  // MDX has elements instead of HTML.
  const html = isMdx ? {} : { [CODE.less]: named(countOne(htmlText, work, false)) };
  return {
    disable: { null: isMdx ? ['codeText'] : ['codeText', 'htmlText'] },
    text: { [CODE.backtick]: named(countOne(codeText, work, false, 'begun')), ...html },
  };
}

/** The name by which the original is switched off would switch this one off, too. */
const named = (construct: Construct): Construct => ({
  ...construct,
  name: `${construct.name}Counted`,
  add: 'after',
});

/** Where a construct is charged for what comes before it: where it may begin, or where it is taken. */
type LooksBack = 'never' | 'begun' | 'taken';

/** Codes of letters and digits, with which a link without brackets may begin in every word. */
const LETTER = /^(?:4[89]|5[0-7]|6[5-9]|[78]\d|90|9[789]|1[01]\d|12[012])$/;

function countLookahead(
  record: ConstructRecord,
  work: ParserWork,
  isFlow: boolean,
): ConstructRecord {
  const looksBack = (code: string): LooksBack =>
    // A colon is in every time of day; a directive seldom comes of it.
    LETTER.test(code) ? 'never' : code === CODE.colon ? 'taken' : 'begun';
  return mapConstructs(record, (one, code) => countOne(one, work, isFlow, looksBack(code)));
}

function mapConstructs(
  record: ConstructRecord,
  count: (one: Construct, code: string) => Construct,
): ConstructRecord {
  return Object.fromEntries(
    Object.entries(record).map(([code, constructs]) => [
      code,
      Array.isArray(constructs)
        ? constructs.map((one) => count(one, code))
        : constructs && count(constructs, code),
    ]),
  );
}

/**
 * A construct is charged for the characters that it went over, whether it took them or not, and in
 * a paragraph for what comes before it.
 */
function countOne(
  construct: Construct,
  work: ParserWork,
  isFlow: boolean,
  looksBack: LooksBack = 'never',
): Construct {
  return {
    ...construct,
    tokenize(effects: Effects, ok: State, nok: State): State {
      const start = this.now().offset;
      const before = this.events.length;
      if (!isFlow && looksBack === 'begun') work.spend(before, start);
      const charge =
        (next: State) =>
        (code: Code): State | undefined => {
          const { offset } = this.now();
          if (isFlow && next === ok) work.nest(offset - start, start);
          else work.spend(offset - start, start);
          if (!isFlow && looksBack === 'taken' && next === ok) work.spend(before, start);
          return next(code);
        };
      return construct.tokenize.call(this, effects, charge(ok), charge(nok));
    },
  };
}

/** Of footnotes: on each line the parser asks of each that is open whether it goes on. */
function countContainers(record: ConstructRecord, work: ParserWork): ConstructRecord {
  const count = (construct: Construct): Construct => {
    const { continuation } = construct;
    if (!continuation) return construct;
    return {
      ...construct,
      continuation: {
        ...continuation,
        tokenize(effects: Effects, ok: State, nok: State): State {
          work.spend(STEPS_OF_CONTAINER, this.now().offset);
          return continuation.tokenize.call(this, effects, ok, nok);
        },
      },
    };
  };
  return mapConstructs(record, count);
}

const CODE = {
  minus: 45,
  colon: '58',
  less: 60,
  equals: 61,
  leftBracket: 91,
  rightBracket: 93,
  backtick: 96,
};

/**
 * What those of the parser's own constructs of text begin with that may follow anything:
 * `! & * < [ \ ] _`. Another would end a text here that goes on otherwise.
 */
const OF_TEXT = [33, 38, 42, 60, 91, 92, 93, 95];

/**
 * Where a construct may begin, it is charged for all that comes before it in the same paragraph; an
 * underline of a heading, for all of the page, and a label, for all definitions.
 */
function lookingBack(work: ParserWork): Extension {
  const before = charging((context) => context.events.length, work);
  const label = charging((context) => context.events.length + definitionsOf(context), work);
  return {
    text: Object.fromEntries(
      OF_TEXT.map((code) => [code, code === CODE.rightBracket ? label : before]),
    ),
    flow: { [CODE.minus]: before, [CODE.equals]: before },
    contentInitial: { [CODE.leftBracket]: charging(definitionsOf, work) },
  };
}

function definitionsOf({ parser }: TokenizeContext): number {
  const footnotes = (parser as { gfmFootnotes?: readonly string[] }).gfmFootnotes;
  return parser.defined.length + (footnotes?.length ?? 0);
}

/** A construct that charges, and never applies. */
function charging(steps: (context: TokenizeContext) => number, work: ParserWork): Construct {
  return {
    tokenize(_: Effects, __: State, nok: State): State {
      work.spend(steps(this), this.now().offset);
      return nok;
    },
  };
}

/** JavaScript with JSX. An expression is parsed again at each of its closing braces. */
export function countedScript(work: ParserWork): {
  readonly acorn: typeof Parser;
  readonly acornOptions: AcornOptions;
} {
  const parser = Parser.extend(acornJsx());
  const acorn = {
    parse(input: string, options: AcornOptions) {
      work.script(input.length);
      return parser.parse(input, options);
    },
    parseExpressionAt(input: string, at: number, options: AcornOptions) {
      work.script(input.length);
      return parser.parseExpressionAt(input, at, options);
    },
  };
  return {
    acorn: acorn as typeof Parser,
    acornOptions: {
      sourceType: 'module',
      // Read before each run, where errors are not caught.
      get ecmaVersion(): 2024 {
        work.check();
        return 2024;
      },
    },
  };
}
