/**
 * `permadocs completion SHELL`: a completion script, generated from the program's own commands and
 * options.
 */
import { Argument, type Command, type Option } from 'commander';

import type { Terminal } from './command.ts';

const SHELLS = { bash: forBash, zsh: forZsh, fish: forFish } as const;

/** The program must have all of its commands: they are what is completed. */
export function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => {
      terminal.out(SHELLS[shell](program.commands.map(completed)));
      terminal.exit(0);
    });
}

interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** The values of its first argument, if only these are valid. */
  readonly choices: readonly string[];
}

interface CompletedOption {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

function completed(command: Command): CompletedCommand {
  const help: CompletedOption = {
    flag: '--help',
    description: 'display help for command',
    takesValue: false,
    choices: [],
  };
  return {
    name: command.name(),
    description: command.description(),
    options: [...command.options.map(optionOf), help],
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
}

const optionOf = ({ long, short, description, required, optional, argChoices }: Option) => ({
  flag: long ?? short ?? '',
  description,
  takesValue: required || optional,
  choices: argChoices ?? [],
});

/** A word in single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function forBash(commands: readonly CompletedCommand[]): string {
  const reply = (words: readonly string[]): string =>
    `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")); return`;
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    ${quoted(`${name} ${flag}`)}) ${reply(choices)} ;;`),
  );
  const words = commands.map(
    ({ name, options }) => `      ${name}) ${reply(options.map(({ flag }) => flag))} ;;`,
  );
  const first = commands
    .filter(({ choices }) => choices.length > 0)
    .map(({ name, choices }) => `    ${name}) ${reply(choices)} ;;`);
  return `# permadocs completion for bash. Add to ~/.bashrc: source <(permadocs completion bash)
_permadocs() {
  local cur="\${COMP_WORDS[COMP_CWORD]}"
  local prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    ${reply(commands.map(({ name }) => name))}
  fi
  case "$command $prev" in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
${words.join('\n')}
    esac
  fi
  case "$command" in
${first.join('\n')}
  esac
  COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _permadocs permadocs`;
}

function forZsh(commands: readonly CompletedCommand[]): string {
  const plain = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');
  const valueOf = ({ takesValue, choices }: CompletedOption): string => {
    if (!takesValue) return '';
    return choices.length > 0 ? `:value:(${choices.join(' ')})` : ':value:_files';
  };
  const cases = commands.map(({ name, options, choices }) => {
    const specs = options.map((option) =>
      quoted(`*${option.flag}[${plain(option.description)}]${valueOf(option)}`),
    );
    const rest = choices.length > 0 ? `1:value:(${choices.join(' ')})` : '*:file:_files';
    return `    ${name}) _arguments ${[...specs, quoted(rest)].join(' ')} ;;`;
  });
  const names = commands.map(({ name, description }) => quoted(`${name}:${plain(description)}`));
  return `#compdef permadocs
# permadocs completion for zsh. Write it to a file named _permadocs in a folder of $fpath.
_permadocs() {
  local -a commands=(${names.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _permadocs permadocs`;
}

function forFish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, description, options, choices }) => {
    const within = `complete -c permadocs -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c permadocs -n __fish_use_subcommand -f -a ${name} -d ${fishWord(description)}`,
      ...(choices.length > 0 ? [`${within} -f -a ${fishWord(choices.join(' '))}`] : []),
      ...options.map(({ flag, description: words, takesValue, choices: values }) => {
        const value =
          values.length > 0 ? ` -x -a ${fishWord(values.join(' '))}` : takesValue ? ' -r' : '';
        return `${within} -l ${flag.slice(2)}${value} -d ${fishWord(words)}`;
      }),
    ];
  });
  return [
    '# permadocs completion for fish. Write it to ~/.config/fish/completions/permadocs.fish',
    ...lines,
  ].join('\n');
}

/** Fish has escapes inside single quotes. */
const fishWord = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
