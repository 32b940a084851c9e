import { isSecretName } from "./names.ts";

/** What stands in place of a secret. */
export const HIDDEN = "(hidden)";

/** Secrets that their form gives away, in any text. */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // JSON Web Tokens; keys of AWS, GitHub, GitLab, Slack, Stripe, Google, npm, Vault, age.
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|[rs]k_(?:live|test)_|npm_|hvs\.|AGE-SECRET-KEY-)[\w-]{10,}/g,
  /\bAIza[\w-]{30,}/g,
  // Hashes of passwords, as htpasswd and crypt write them.
  /\$(?:2[abxy]|apr1|1|5|6|argon2\w*)\$[\w./$=,+-]{8,}/g,
];

/** `Authorization: Bearer ...` */
const AUTHORIZATION = /\b((?:Bearer|Basic|Token) +)[\w.~+/=-]{6,}/gi;
/** The password of a URL; or the user where it is a token. */
const URL_PASSWORD = /(?<=[a-z0-9+.-])(:\/\/[^\s:@/"']*:)[^\s"'/]+(?=@)/gi;
const URL_TOKEN = /(?<=[a-z0-9+.-])(:\/\/)[^\s:@/"'$]{16,}(?=@)/gi;
/** `name =`, `name:`, `"name":`, also in a text that is quoted in another one. */
const ASSIGNMENT = /(?<![\w.-])(\w[\w.-]*)(?:\\{0,8}["'])?[ \t]*(?::=|=>|[:=])[ \t]*/g;
const QUOTE = /\\{0,8}["']/y;
/** `--name value`, and `<name>value<`. */
const FLAG = /((?:^|\s)--?([A-Za-z][\w-]*)(?: +|=))("[^"]*"|'[^']*'|\S+)/gm;
const ELEMENT = /(<([A-Za-z][\w.-]*)>)([^<]+)(?=<\/)/g;
/** `password: |`, and the lines below it that are deeper. */
const BLOCK =
  /^([ \t]*)((?:- )?["']?([A-Za-z_][\w.-]*)["']?:[ \t]*[|>][-+\d]*[ \t]*\n)((?:\1[ \t]+[^\n]*(?:\n|$)|[ \t]*\n)+)/gm;

/** A reference to a value that stands elsewhere. */
const REFERENCE =
  /^["']?(?:\$\{?\w+\}?|\$\(\w+\)|\{\{[^}]*\}\}|[|>][-+\d]*|null|true|false)?["']?,?$/;

/** A text with the likely secrets in it replaced. */
export function withoutSecrets(text: string): string {
  if (text.length < 4) return text;
  let result = text;
  for (const form of FORMS) result = result.replace(form, HIDDEN);
  result = result
    .replace(AUTHORIZATION, `$1${HIDDEN}`)
    .replace(URL_PASSWORD, `$1${HIDDEN}`)
    .replace(URL_TOKEN, `$1${HIDDEN}`);
  if (!/[:=<]|--?[A-Za-z]/.test(result)) return result;
  return result
    .replace(BLOCK, (match, indent: string, head: string, name: string) =>
      isSecret(name) ? `${indent}${head}${indent}  ${HIDDEN}\n` : match,
    )
    .replace(ELEMENT, (match, head: string, name: string, value: string) =>
      isSecret(name) && !isReference(value) ? head + HIDDEN : match,
    )
    .replace(FLAG, (match, head: string, name: string, value: string) =>
      isSecret(name) && !isReference(value) ? head + HIDDEN : match,
    )
    .split("\n")
    .map(hideAssignments)
    .join("\n");
}

function hideAssignments(line: string): string {
  let result = "";
  let from = 0;
  for (const { 0: head, 1: name = "", index } of line.matchAll(ASSIGNMENT)) {
    if (index < from || !isSecret(name)) continue;
    const start = index + head.length;
    const [opening, end] = valueAt(line, start);
    if (isReference(line.slice(start + opening.length, end).trim())) continue;
    result += line.slice(from, start) + opening + HIDDEN;
    from = end;
  }
  return result + line.slice(from);
}

/** The quote that a value begins with, and where it ends: at the next one, or with the line. */
function valueAt(line: string, start: number): [opening: string, end: number] {
  QUOTE.lastIndex = start;
  const opening = QUOTE.exec(line)?.[0] ?? "";
  if (opening === "") return ["", line.length];
  let end = line.indexOf(opening, start + opening.length);
  // A quote behind a backslash is a part of the value.
  while (end > 0 && line[end - 1] === "\\") end = line.indexOf(opening, end + 1);
  return [opening, end < 0 ? line.length : end];
}

/** In a text that is no manifest, capitals make a variable of `KEY`. */
function isSecret(name: string): boolean {
  return isSecretName(name, name === name.toUpperCase());
}

function isReference(value: string): boolean {
  return value === HIDDEN || REFERENCE.test(value);
}

/** Whether a flag on the command line takes a secret: `--password`. */
export function isSecretFlag(text: string): boolean {
  const name = /^--?([A-Za-z][\w-]*)$/.exec(text)?.[1];
  return name !== undefined && isSecretName(name, false);
}

/** A message without what a YAML parser says of a fault: it may quote the value at it. */
export function withoutFault(message: string): string {
  return message.replace(/ (can't be read as YAML|is not valid YAML|can't be built): .*$/s, " $1.");
}
