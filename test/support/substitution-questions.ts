// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of Flux

/** A text and what gives its variables values: fluxcd/pkg/envsubst alone. */
export interface TextQuestion {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly strict: boolean;
}

/** An object, the Flux Kustomization that applies it, and ConfigMaps: all of postBuild. */
export interface ObjectQuestion {
  readonly object: Readonly<Record<string, unknown>>;
  readonly kustomization: Readonly<Record<string, unknown>>;
  readonly configMaps: readonly Readonly<Record<string, unknown>>[];
  readonly strict: true;
}

/** A text that is YAML or not. */
export interface YamlQuestion {
  readonly yaml: string;
}

export type Question = TextQuestion | YamlQuestion | ObjectQuestion;

/** Every operator of the grammar, some that are none, and what a shell has. */
const OPERATORS =
  ":= :- = :? :+ - + ? ^ ^^ , ,, ,^ ^, # ## % %% / // /# /% : :: ### /// ! @ :é ==".split(" ");
const NAMES = ["a", "b", "c", "name", "_x", "long_name", "é", "none", "nil", "1", "a1", "empty"];
const NO_NAMES = ["a-b", "a.b", "", " a", "a b", "!x", "@", "${a}", "-", "$a", "*"];
const PIECES = [
  ..."x xy / \\/ \\\\ \\ $ $$ * ? [a-z] [^a] [ ] []a] \\* é 日本 😀 0 1 -1 3 100 +2".split(" "),
  ..."{ } ${ }} : :: # % = . *. .* */ /* ' \" , ^ a*b ** a? -".split(" "),
  ..."9223372036854775807 -9223372036854775808 99999999999999999999".split(" "),
  ...[" ", "a b", "\n", "\t"],
];
const VALUES = [
  ..."x abc /usr/local/bin a/b/c bash.string.txt été ß İstanbul 日本語 😀x yes 2.4 0777".split(" "),
  ..."aaa a*b [x] \\ $ ${a} a\\/b 1 -1 * ? x.y".split(" "),
  ...["", "ABC def"],
];
/** What YAML takes for something else than a text, or does not take. */
const SPECIAL = [
  ..."yes no y on Off true ~ null NULL 2.4 0777 0o17 08 0x1F 1_000 1e3 .5 1. -0 +12".split(" "),
  ..."12345678901234567890 0b11 .inf .NaN 1:30 2024-01-02 a:b #b - [a {a {} [] 'q' 'q".split(" "),
  ..."\"q\" \"q *x &x !x | > |2 %x @x `x ? : x: = << a} a] \\ \\n \\q '' it's --- ...".split(" "),
  ...["a: b", "a #b", "- x", "[a, b]", "{a: b}", '"q" x', "&x y", "!x y", "!!str 1", "!!int 2"],
  ...["> x", "? x", ": x", "a\tb", "a ", " a", "", 'say "x"', "--- x", "a, b", "x\rz", "é", "日本"],
  ...["x\ry: z", "😀", "\u0085", "x\u2028y", "x\u0007", "\ufeff", "a\nb: c", "x ".repeat(60)],
  ...["1".repeat(30), "word:".repeat(20), "!!binary eA==", "&x {a: *x}", "<<: {a: 1}", "..."],
];

/** Questions, always the same ones for a seed: of each kind a third. */
export function questions(seed: number, count: number): Question[] {
  const chance = new Chance(seed);
  const kinds = [textQuestion, yamlQuestion, objectQuestion];
  return Array.from({ length: count }, (_, index) => (kinds[index % 3] ?? textQuestion)(chance));
}

/** Numbers that look like chance (mulberry32). */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  isOneOf(share: number): boolean {
    return this.next() < share;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  times<Item>(count: number, make: () => Item): Item[] {
    return Array.from({ length: count }, make);
  }
}

function textQuestion(chance: Chance): TextQuestion {
  const part = () =>
    chance.isOneOf(0.55)
      ? call(chance, 3)
      : chance.of(["$${a}", "$$", "$a", "$(x)", pieces(chance, 4), " plain "]);
  const text = chance.times(1 + chance.below(4), part).join("");
  const given = [...NAMES.slice(0, 7), "a1"].filter(() => chance.isOneOf(0.8));
  const entries = given.map((name) => [name, chance.of(VALUES)] as const);
  const variables = Object.fromEntries([...entries, ["empty", ""] as const]);
  return { text, variables, strict: chance.isOneOf(0.5) };
}

const pieces = (chance: Chance, most: number) =>
  chance.times(chance.below(most), () => chance.of(PIECES)).join("");

/** `${...}`, now and then broken. */
function call(chance: Chance, depth: number): string {
  const name = chance.isOneOf(0.93) ? chance.of(NAMES) : chance.of(NO_NAMES);
  if (chance.isOneOf(0.06)) return `\${#${name}${chance.isOneOf(0.9) ? "}" : pieces(chance, 2)}`;
  if (chance.isOneOf(0.25)) return `\${${name}}`;
  const operator = chance.of(OPERATORS);
  const end = chance.isOneOf(0.95) ? "}" : "";
  return `\${${name}${operator}${argsOf(operator, chance, depth)}${end}`;
}

function argsOf(operator: string, chance: Chance, depth: number): string {
  const word = () =>
    depth > 0 && chance.isOneOf(0.35) ? call(chance, depth - 1) : pieces(chance, 3);
  const arg = () => chance.times(1 + chance.below(2), word).join("");
  if (/^[\^,]+$/.test(operator)) return chance.isOneOf(0.9) ? "" : arg();
  if (operator.startsWith("/")) {
    return `${arg()}${chance.isOneOf(0.9) ? "/" : ""}${chance.isOneOf(0.8) ? arg() : ""}`;
  }
  if (operator !== ":") return arg();
  const [start, length] = chance.isOneOf(0.8)
    ? [`${chance.below(12) - 4}`, `${chance.below(10) - 4}`]
    : [arg(), arg()];
  return chance.isOneOf(0.5) ? start : `${start}:${length}`;
}

/** What YAML is made of, and what it does not like. */
const TOKENS = [
  ..."a b 1 yes ~ é 😀 [ ] { } , ' \" | > |- >+ |2 & * &x *x ! !t !!str !!int << ... --- % @ ` \\".split(
    " ",
  ),
  ...'a: b: c: -1 0x1f .inf \'q\' "d" "\\x41" "\\q" \'\''.split(" "),
  ...["a: ", "- ", "? ", ": ", "# c", " # c", "&x ", "*x ", "!t ", "!!str ", " ", "  ", "\t"],
  ...[
    "a:\n",
    "-\n",
    "|\n",
    "\n\n",
    "\n ",
    "\n  ",
    "\r",
    "\r\n",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\x07",
  ],
];

function yamlQuestion(chance: Chance): YamlQuestion {
  const start = () => chance.of(["", "", "  ", "  ", "    ", "- ", "a: ", "  b: ", "  - ", "\t"]);
  const line = () => start() + chance.times(chance.below(5), () => chance.of(TOKENS)).join("");
  return { yaml: chance.times(1 + chance.below(6), line).join("\n") };
}

function objectQuestion(chance: Chance): ObjectQuestion {
  const value = () =>
    chance.isOneOf(0.9)
      ? chance.of(SPECIAL)
      : chance.times(4, () => chance.of(PIECES.concat(SPECIAL))).join("");
  const some = (names: readonly string[]) =>
    Object.fromEntries(names.filter(() => chance.isOneOf(0.7)).map((name) => [name, value()]));
  const odd = chance.isOneOf(0.03) ? ["a-b"] : [];
  const configMaps = ["one", "two"].map((name) => ({
    metadata: { name, namespace: "flux-system" },
    data: some([...chance.of([[], ["v", "w"], ["w", "x"]]), ...odd]),
  }));
  const postBuild = {
    ...(chance.isOneOf(0.9) ? { substitute: some(["v", "w", "x"]) } : {}),
    substituteFrom: configMaps.map(({ metadata }) => ({ kind: "ConfigMap", name: metadata.name })),
    ...(chance.isOneOf(0.1) ? { substituteStrategy: "Always" } : {}),
  };
  const kustomization = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "apps", namespace: "flux-system" },
    spec: { postBuild },
  };
  return { object: manifest(chance), kustomization, configMaps, strict: true };
}

function manifest(chance: Chance): ObjectQuestion["object"] {
  const field = chance.of(["labels", "annotations"]);
  const word = chance.of(["disabled", "enabled"]);
  const mark = { [field]: { "kustomize.toolkit.fluxcd.io/substitute": word } };
  const metadata = { name: "app", ...(chance.isOneOf(0.05) ? mark : {}) };
  const data = chance.times(1 + chance.below(4), () => [
    `${key(chance)}${chance.below(3)}`,
    tree(chance, 2),
  ]);
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data: Object.fromEntries(data) };
}

const LONG = "long ".repeat(30);
const KEYS = ["k", "l", "${v}", "a${w}", "10", "9", "yes", "a b", "x: y", "${v:=z}"];

const key = (chance: Chance) => chance.of([...KEYS, "k".repeat(130)]);

function tree(chance: Chance, depth: number): unknown {
  if (depth === 0 || chance.isOneOf(0.5)) return leaf(chance);
  if (chance.isOneOf(0.5)) return chance.times(chance.below(4), () => tree(chance, depth - 1));
  const entries = chance.times(chance.below(4), () => [key(chance), tree(chance, depth - 1)]);
  return Object.fromEntries(entries);
}

/** Kustomize writes a value in one of the four ways of YAML: each with a variable in it. */
function leaf(chance: Chance): unknown {
  const special = () => chance.of(SPECIAL.filter((text) => !/[\n\r\u0085\u2028]/.test(text)));
  const variable = () => {
    const name = chance.of(["v", "w", "x"]);
    const rest = chance.of(["", "", "", "", "", ":-d", ":=", "%%:*", ":-${v}"]);
    const word = rest === ":=" ? special().replaceAll("}", "") : "";
    return chance.isOneOf(0.8) ? `\${${name}${rest}${word}}` : special();
  };
  const before = () => chance.of(["", "a", "it's ", "- ", "x: ", '"', "#", LONG, "${v:="]);
  const behind = () => chance.of(["", "b", " c", ": d", "'", '"', " #", "}", LONG, "\n"]);
  const forms = [
    variable,
    variable,
    () => `${before()}${variable()}${behind()}`,
    () => `first\n${variable()}\nthird: ${variable()}\n${chance.of(["", "\n", " "])}`,
    () => `  lead ${variable()}\nx`,
    () => chance.of([1, true, null, 1.5, "plain", "", "0777", "yes", "a: b", "x\ty", LONG]),
  ];
  return chance.of(forms)();
}
