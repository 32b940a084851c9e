/**
 * Something of a cluster that is not seen: a source that is not this repository, a folder that does
 * not build, a generator whose work is not done here. It is never nothing: whoever reads the fleet
 * says what it means for what he says.
 */
export interface Unknown {
  readonly state: "unknown";
  /**
   * - `source`: it is read from somewhere else than this repository;
   * - `fetched`: a part of it would have to be fetched; `unread`: its files can't be read in full;
   * - `broken`: it is not there or does not build, so that Flux applies nothing and deletes nothing;
   * - `generator`: a controller makes it of an object that is here; `chart`: Helm does, of one that
   *   stands for its own namespace.
   */
  readonly kind: "source" | "fetched" | "unread" | "broken" | "generator" | "chart";
  /** What is not seen: `partner`, `ResourceSet tenants`. */
  readonly what: string;
  /** Why, as a sentence behind a colon. */
  readonly why: string;
  /**
   * The namespaces into which it may bring objects. Somebody's manifests from a URL come into
   * others than those that the cluster gets from here (`elsewhere`), and hold nothing of Flux.
   */
  readonly mayHide: readonly string[] | "anywhere" | "elsewhere";
}

/** Whether something is not seen. */
export function isUnknown(value: unknown): value is Unknown {
  return (
    typeof value === "object" && value !== null && "state" in value && value.state === "unknown"
  );
}
