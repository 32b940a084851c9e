import { canBeTurnedOff, type Option } from "../../base/options/option.ts";
import { type Command, commonOptions } from "./common.ts";

/** A flag that can be completed, with the words that can follow it. */
interface Completed {
  readonly name: string;
  readonly help: string;
  /** What its value can be; undefined for a switch, empty where nothing is known of it. */
  readonly words: readonly string[] | undefined;
  /** Whether its value is a file or a folder. */
  readonly path: boolean;
  /** Whether its words stand alone. */
  readonly alone?: boolean;
}

/** What a shell has to know: every command, and its flags. */
function completed(commands: readonly Command[]): readonly [Command, readonly Completed[]][] {
  return commands.map((command) => [
    command,
    [...command.options.all, ...commonOptions(command)].flatMap(flagsOf),
  ]);
}

function flagsOf(option: Option<never>): Completed[] {
  const { name, help, type, value = "", words = [] } = option;
  const isSwitch = type === "switch" || type === "switch or text";
  const path = value === "FILE" || value === "DIR";
  return [
    { name, help, words: isSwitch ? undefined : words, path, alone: option.positional === true },
    ...(canBeTurnedOff(option)
      ? [{ name: `no-${name}`, help: `turns --${name} off`, words: undefined, path: false }]
      : []),
  ];
}

/** What can stand where a word begins. */
function wordsOf({ name, words = [], alone }: Completed): readonly string[] {
  return alone ? words : [`--${name}`];
}

/** The scripts that complete command lines of `flux-cd`, by shell. */
export const SHELLS = {
  bash,
  zsh,
  fish,
};

/**
 * bash parts words at `:` and `=`: the line is read anew, and of what is offered the part before
 * the last of these is left out.
 */
function bash(commands: readonly Command[]): string {
  const all = completed(commands);
  const values = all.flatMap(([{ name: command }, flags]) =>
    flags.flatMap(({ name, words, path }) => {
      if (words === undefined) return [];
      const offered = path ? "compgen -f" : `compgen -W '${words.join(" ")}'`;
      return path || words.length > 0 ? [`    '${command} --${name}') ${offered} -- "$3" ;;`] : [];
    }),
  );
  const flags = all.map(
    ([{ name }, each]) =>
      `    '${name}') compgen -W '${each.flatMap(wordsOf).join(" ")}' -- "$3" ;;`,
  );
  return `# bash completion of flux-cd: source <(flux-cd completion bash)
_flux_cd_words() {
  case "$1 $2" in
${values.join("\n")}
    *) return 1 ;;
  esac
}
_flux_cd_flags() {
  case "$1" in
${flags.join("\n")}
  esac
}
_flux_cd() {
  local line="\${COMP_LINE:0:COMP_POINT}" words current previous offered kept
  read -ra words <<<"$line"
  [[ $line == *" " ]] && words+=("")
  current="\${words[\${#words[@]} - 1]}"
  previous="\${words[\${#words[@]} - 2]}"
  kept="$current"
  if ((\${#words[@]} == 2)); then
    offered="$(compgen -W '${all.map(([{ name }]) => name).join(" ")}' -- "$current")"
  else
    if [[ $current == --*=* ]]; then
      previous="\${current%%=*}"
      current="\${current#*=}"
    fi
    offered="$(_flux_cd_words "\${words[1]}" "$previous" "$current" ||
      _flux_cd_flags "\${words[1]}" "" "$current")"
  fi
  mapfile -t COMPREPLY < <(printf '%s' "$offered")
  # What stands before the last ":" is no part of the word that bash replaces.
  [[ $kept == *:* ]] && COMPREPLY=("\${COMPREPLY[@]#"\${kept%"\${kept##*:}"}"}")
}
complete -o bashdefault -F _flux_cd flux-cd
`;
}

function zsh(commands: readonly Command[]): string {
  const all = completed(commands);
  const told = (text: string) =>
    text.replaceAll(/[[\]:'\\]/g, (sign) => (sign === "'" ? "’" : `\\${sign}`));
  const cases = all.map(([{ name: command }, flags]) => {
    const specs = flags.map(({ name, help, words, path, alone }) => {
      if (alone) return `      ':value:(${words?.join(" ")})'`;
      const value = words === undefined ? "" : `:value:${path ? "_files" : `(${words.join(" ")})`}`;
      return `      '*--${name}[${told(help)}]${value}'`;
    });
    return `    '${command}')\n    _arguments \\\n${specs.join(" \\\n")} ;;`;
  });
  const names = all.map(
    ([{ name, summary }]) => `    '${name.replace(":", "\\:")}:${told(summary)}'`,
  );
  return `#compdef flux-cd
# zsh completion of flux-cd: flux-cd completion zsh >"\${fpath[1]}/_flux-cd"
_flux_cd() {
  local -a commands=(
${names.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  ((CURRENT--))
  case "$command" in
${cases.join("\n")}
  esac
}
compdef _flux_cd flux-cd
# Where zsh loads this file as the function of its name, it is the call too.
[[ \${funcstack[1]} == _flux-cd ]] && _flux_cd
`;
}

function fish(commands: readonly Command[]): string {
  const told = (text: string) => `'${text.replaceAll(/[\\']/g, (sign) => `\\${sign}`)}'`;
  const lines = completed(commands).flatMap(([{ name: command, summary }, flags]) => [
    `complete -c flux-cd -n __fish_use_subcommand -f -a ${told(command)} -d ${told(summary)}`,
    ...flags.map(({ name, help, words, path, alone }) => {
      const value = words === undefined ? "" : path ? " -r -F" : ` -x -a ${told(words.join(" "))}`;
      const seen = `-n "__fish_seen_subcommand_from ${command}"`;
      if (alone) return `complete -c flux-cd ${seen} -f -a ${told((words ?? []).join(" "))}`;
      return `complete -c flux-cd ${seen} -l ${name}${value} -d ${told(help)}`;
    }),
  ]);
  return `# fish completion of flux-cd: flux-cd completion fish | source\n${lines.join("\n")}\n`;
}
