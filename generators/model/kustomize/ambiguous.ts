import { EVENT_ALIAS, EVENT_MAPPING, EVENT_SCALAR, parseEvents, SCALAR_STYLE } from "js-yaml";
import { strictText } from "../../base/yaml/load.ts";

/** Something that kustomize's YAML reader takes for something else than this program's. */
export interface Ambiguity {
  readonly message: string;
  readonly hint: string;
  /** One-based, in the text. */
  readonly line: number;
}

/** Tags that name what the value is anyway. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(["!", "!!str", "!!map", "!!seq"]);

/**
 * What goyaml.v2, with which kustomize reads its own file, reads in another way (sigs.k8s.io/yaml,
 * goyaml.v2: resolve.go, decode.go, yamlprivateh.go): line ends of YAML 1.1, tags such as
 * `!!binary`, numbers of other bases, and a merge that overrides the keys before it. A text that
 * does not parse has none.
 */
export function ambiguitiesIn(original: string): Ambiguity[] {
  const found: Ambiguity[] = [];
  const hidden = /[\u0085\u2028\u2029]/.exec(original);
  const say = (position: number, message: string, hint: string) => {
    found.push({ message, hint, line: original.slice(0, position).split("\n").length });
  };
  if (hidden !== null) {
    const message = "It has a line end that most readers do not show (U+0085, U+2028 or U+2029).";
    say(hidden.index, message, "Take it out, or write it as an escape.");
  }
  // Most texts have nothing that is worth a second look.
  if (!/!|<<|(?<!\w)[-+]?(?:0[\dbBoOxX_]|\d[\d_]*_)/.test(original)) return found;
  const text = strictText(original);
  let isFirst = false;
  for (const event of eventsOf(text)) {
    if (event.type === EVENT_ALIAS) isFirst = false;
    if (!("tagStart" in event)) continue;
    const tag = event.tagStart < 0 ? undefined : text.slice(event.tagStart, event.tagEnd);
    if (tag !== undefined && !PLAIN_TAGS.has(tag)) {
      say(
        event.tagStart,
        `What ${tag} makes of a value is up to the reader.`,
        "Write the value itself.",
      );
    }
    if (event.type === EVENT_SCALAR && event.style === SCALAR_STYLE.PLAIN) {
      const value = text.slice(event.valueStart, event.valueEnd);
      if (value === "<<" && !isFirst) {
        say(
          event.valueStart,
          "To kustomize a merge overrides the keys before it.",
          "Write << first.",
        );
      } else if (tag === undefined && inGo(value) !== inYaml12(value)) {
        const message = `${value} is ${inGo(value)} to Kubernetes and ${inYaml12(value) ?? "a text"} to others.`;
        say(event.valueStart, message, "Write it as a decimal number, or in quotes.");
      }
    }
    isFirst = event.type === EVENT_MAPPING;
  }
  return found;
}

function eventsOf(text: string) {
  try {
    return parseEvents(text, {});
  } catch {
    return [];
  }
}

/** A whole number as Go reads it: `010` is eight, and `_` counts for nothing (strconv.ParseInt, base 0). */
function inGo(value: string): number | undefined {
  if (!/^[-+]?\d/.test(value)) return undefined;
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/s.exec(value.replaceAll("_", "")) ?? [];
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1];
  const known = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|0|[1-9]\d*)$/.test(digits);
  const size =
    octal === undefined ? (known ? Number(digits) : undefined) : Number.parseInt(octal, 8);
  return size === undefined ? undefined : Number(`${sign}1`) * size;
}

/** The same in YAML's core schema. */
function inYaml12(value: string): number | undefined {
  if (/^[-+]?\d+$/.test(value) || /^0(?:o[0-7]+|x[\da-fA-F]+)$/.test(value)) return Number(value);
  return undefined;
}
