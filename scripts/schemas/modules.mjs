// Go modules: where the schemas come from.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

function go(cwd, ...args) {
  return execFileSync("go", args, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
}

/** The folder of a module in Go's module cache. */
export function download(module, version) {
  const found = JSON.parse(go(tmpdir(), "mod", "download", "-json", `${module}@${version}`));
  return found.Dir;
}

/** The CustomResourceDefinitions in the YAML files of a folder. */
export function readCrds(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), "utf8")))
    .map((document) => document.toJS())
    .filter((object) => object?.kind === "CustomResourceDefinition");
}

/**
 * The CustomResourceDefinitions of Go types, made by the program that their projects make
 * them with. Not every project's module with the finished files can be had; that with the
 * types can.
 */
export function generateCrds(modules, [[generator, generatorVersion]]) {
  const folder = mkdtempSync(join(tmpdir(), "schemas-"));
  try {
    const versions = modules.map(([module, version]) => `${module}@${version}`);
    go(folder, "mod", "init", "schemas");
    go(folder, "get", ...versions);
    const packages = modules.flatMap(([module, version]) =>
      readdirSync(download(module, version), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && /^v\d/.test(entry.name))
        .map((entry) => `${module}/${entry.name}`),
    );
    const imports = packages.map((name) => `import _ "${name}"\n`).join("");
    writeFileSync(join(folder, "types.go"), `package schemas\n\n${imports}`);
    go(folder, "mod", "tidy");
    const program = `${generator}/cmd/controller-gen@${generatorVersion}`;
    const paths = packages.map((name) => `paths=${name}`);
    go(folder, "run", program, "crd", ...paths, "output:crd:dir=crds");
    return readCrds(join(folder, "crds"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
