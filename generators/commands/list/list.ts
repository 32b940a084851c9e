import { visible } from "../../base/text/text.ts";
import { Tree } from "../../edit/tree.ts";
import { analyse } from "../../model/fleet/analysis.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import { one, type RawAnswers } from "../command/generator.ts";
import type { Command, ExitCode } from "../context/command.ts";
import type { Context } from "../context/context.ts";
import { formatFlag, formatOf } from "../context/format.ts";
import type { Io } from "../context/io.ts";
import { openKustomize } from "../context/kustomize.ts";
import { listingMermaid, listingTree } from "./graph.ts";
import { type Listing, listingOf } from "./listing.ts";
import { listingTable } from "./table.ts";

const FORMATS: Readonly<Record<string, (listing: Listing, layout: Layout) => string>> = {
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

async function run(raw: RawAnswers, context: Context, io: Io): Promise<ExitCode> {
  const format = formatOf(raw, FORMATS);
  const files = new Tree(context.disk, context.layout);
  const repository = files.model;
  const kustomize = raw["no-render"] === true ? undefined : await openKustomize(context);
  const listing = listingOf(repository, await analyse(files, kustomize?.render));
  const text = format(listing, repository.layout);
  io.stdout.write(one(raw, "format") === "json" ? text : visible(text));
  if (!listing.rendered) {
    io.stderr.write("Not everything was rendered: some figures are those of the bases.\n");
  }
  return 0;
}
