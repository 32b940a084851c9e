import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { median, ROOT, ratio, scratch, takeTurns } from "../measure.mjs";

export const title = "The YAML edit alone";
export const about =
  "Adding one line to a list of resources: by range, with the proof that nothing else changed, " +
  "against `parseDocument` and `toString` of the library yaml, which re-prints the whole file. " +
  "MB of the edited file a second, medians, each file parsed anew.";

const ENTRY = `
export { parseDocument } from "yaml";
export { appendItem } from "./generators/edit/yaml/edit.ts";
export { firstDocument, parseYaml } from "./generators/base/yaml/parse.ts";
`;

export async function measure({ quick }) {
  const outfile = join(scratch(), "edit.mjs");
  await build({
    stdin: { contents: ENTRY, resolveDir: ROOT },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
  });
  const { parseDocument, appendItem, firstDocument, parseYaml } = await import(
    pathToFileURL(outfile)
  );
  const rows = (quick ? [10, 1000] : [10, 100, 1000, 10_000]).map((lines) => {
    const list = Array.from(
      { length: lines },
      (_, index) => `  - ../../base-app-${index}-config\n`,
    );
    const text = (round) => `# ${round}\nkind: Kustomization\nresources:\n${list.join("")}`;
    let round = 0;
    const times = takeTurns(
      {
        edit: {
          run: () => {
            // Another text each time: what was parsed once is remembered.
            const file = parseYaml("a.yaml", text(round++));
            appendItem(file, firstDocument(file), ["resources"], "../../base-new-config");
          },
        },
        print: {
          run: () => {
            const document = parseDocument(text(round++));
            document.addIn(["resources"], "../../base-new-config");
            document.toString({ lineWidth: 0 });
          },
        },
      },
      lines > 1000 ? 9 : 51,
    );
    const speed = (name) => text(0).length / 1000 / median(times[name]);
    return [
      lines.toLocaleString("en-US"),
      speed("edit"),
      speed("print"),
      ratio(times, "edit", "print"),
    ];
  });
  return [{ columns: ["lines", "edit, MB/s", "parse and print, MB/s", "time, × print"], rows }];
}
