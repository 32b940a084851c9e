/** What the go.mod of a group of tools says. */
export interface GoModule {
  /** Import paths of its `tool` directives. */
  readonly tools: readonly string[];
  /** Version by module path, of its requirements. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Reads a go.mod as `go mod` prints it. */
export function parseGoModule(text: string): GoModule {
  const lines = text.split("\n").map((line) => line.replace(/\/\/.*/, "").trim());
  const tools: string[] = [];
  const versions = new Map<string, string>();
  let block = "";
  for (const line of lines) {
    const opened = /^(\w+) \($/.exec(line)?.[1];
    if (opened !== undefined) block = opened;
    else if (line === ")") block = "";
    else {
      const [word = "", rest = ""] = block === "" ? line.split(/ (.*)/s) : [block, line];
      if (word === "tool" && rest !== "") tools.push(rest);
      const [path, version] = rest.split(" ");
      if (word === "require" && path !== undefined && version !== undefined)
        versions.set(path, version);
    }
  }
  return { tools, versions };
}

/** A program's name: the last part of its import path that is no version; etcd's is `server`. */
export function programOf(tool: string): string {
  const name =
    tool
      .split("/")
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1) ?? tool;
  return tool.startsWith("go.etcd.io/etcd/") ? "etcd" : name;
}
