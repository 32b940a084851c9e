import { analyse } from "../cluster/analysis.ts";
import { one, type Raw } from "../generator/generator.ts";
import { visible } from "../report/text.ts";
import { Repository } from "../repository/repository.ts";
import { Tree } from "../tree/tree.ts";
import type { Command, ExitCode } from "../workplace/command.ts";
import { formatFlag, formatOf } from "../workplace/format.ts";
import type { Io } from "../workplace/io.ts";
import { openKustomize } from "../workplace/kustomize.ts";
import type { Workplace } from "../workplace/workplace.ts";
import { listingMermaid, listingTree } from "./graph.ts";
import { type Listing, listingOf } from "./listing.ts";
import { listingTable } from "./table.ts";

const FORMATS: Readonly<Record<string, (listing: Listing) => string>> = {
  table: listingTable,
  json: (listing) => `${JSON.stringify(listing, null, 2)}\n`,
  tree: listingTree,
  mermaid: listingMermaid,
};

/** `list`: what the monorepo holds. */
export const list: Command = {
  name: "list",
  summary: "List environments, apps, sources, components and Flux Kustomizations.",
  example: "--format tree",
  flags: [
    formatFlag(FORMATS),
    { name: "no-render", help: "skip the kustomize builds: figures are then those of the bases" },
  ],
  run,
};

async function run(raw: Raw, workplace: Workplace, io: Io): Promise<ExitCode> {
  const format = formatOf(raw, FORMATS);
  const files = new Tree(workplace.disk);
  const repository = new Repository(files);
  const kustomize = raw["no-render"] === true ? undefined : await openKustomize(workplace);
  const listing = listingOf(repository, await analyse(files, kustomize?.render));
  const text = format(listing);
  io.stdout.write(one(raw, "format") === "json" ? text : visible(text));
  if (!listing.rendered) {
    io.stderr.write("Not everything was rendered: some figures are those of the bases.\n");
  }
  return 0;
}
