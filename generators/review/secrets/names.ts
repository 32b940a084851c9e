/** Last words of names whose values are secrets. */
const WORDS: ReadonlySet<string> = new Set([
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "passcode",
  "pass",
  "pwd",
  "pw",
  "secret",
  "token",
  "tokens",
  "credential",
  "credentials",
  "apikey",
  "accesskey",
  "privatekey",
  "secretkey",
  "dsn",
]);

/** What stands before `key` where the key is a secret one. */
const KEYS: ReadonlySet<string> = new Set(
  "access account api app auth aes client deploy encryption hmac jwt license master private rsa secret service session shared signing ssh storage".split(
    " ",
  ),
);

/** Ends of words that are written without a separator: `PGPASSWORD`, `authtoken`. */
const ENDS = /(?:password|passwd|passphrase|secret|token|apikey|credentials?)$/;

/** Words behind the one that counts: `TOKEN_OLD`, `password_base64`, `secret.yaml`. */
const AFTER =
  /^(?:value|string|plain|raw|hash|b64|base64|encoded|old|new|current|previous|primary|secondary|default|\d+|txt|ya?ml|json|conf|cfg|ini|properties|env|sh)$/;

/** Characters at the end of a name that are looked at: no name that anybody gives is longer. */
const LENGTH_MAX = 120;

/** Names of Secrets rather than secrets, as Helm charts call them. */
const REFERENCE = /^(?:existing|pull)$/;

/**
 * Whether the value of a field, a variable or an entry is likely to be a secret, by its name.
 * @param isVariable of an environment variable or an entry of a ConfigMap, where a bare `KEY` is
 * one too; in a manifest many fields are called `key`.
 */
export function isSecretName(name: string, isVariable: boolean): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && AFTER.test(words.at(-1) ?? "")) words.pop();
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  if (REFERENCE.test(before)) return false;
  if (WORDS.has(last) || ENDS.test(last)) return true;
  if (last === "connection" && /string$/i.test(name)) return true;
  return last === "key" && (isVariable ? before !== "public" : KEYS.has(before));
}

/** Whether what is below a field of this name is secret as a whole. */
export function isSecretCollection(name: string): boolean {
  return /(?:passwords|tokens|credentials)$/i.test(name);
}

/** `dbRootPassword` and `DB_ROOT_PASSWORD` have the same words. */
function wordsOf(name: string): string[] {
  return name
    .slice(-LENGTH_MAX)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ")
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}
