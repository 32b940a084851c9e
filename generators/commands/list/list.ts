import { options } from "../../base/options/options.ts";
import { visible } from "../../base/text/text.ts";
import { Tree } from "../../edit/tree.ts";
import { analyse } from "../../model/fleet/analysis.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import { defineReader } from "../command/command.ts";
import { openKustomize } from "../context/kustomize.ts";
import { listingMermaid, listingTree } from "./graph.ts";
import { type Listing, listingOf } from "./listing.ts";
import { listingTable } from "./table.ts";

const FORMATS: Readonly<Record<string, (listing: Listing, layout: Layout) => string>> = {
  table: (listing) => visible(listingTable(listing)),
  json: (listing) => `${JSON.stringify(listing, null, 2)}
`,
  tree: (listing, layout) => visible(listingTree(listing, layout)),
  mermaid: (listing) => visible(listingMermaid(listing)),
};

/** `list`: what the monorepo holds. */
export const list = defineReader({
  name: "list",
  summary: "List environments, apps, sources, components and Flux Kustomizations.",
  formats: FORMATS,
  options: options<undefined>().switch("no-render", {
    help: "skip the kustomize builds: figures are then those of the bases",
  }),
  async run({ noRender }, { format, open, io }) {
    const context = open();
    const files = new Tree(context.disk, context.layout);
    const repository = files.model;
    const kustomize = noRender ? undefined : await openKustomize(context);
    const listing = listingOf(repository, await analyse(files, kustomize?.render));
    io.stdout.write(format(listing, repository.layout));
    if (!listing.rendered) {
      io.stderr.write("Not everything was rendered: some figures are those of the bases.\n");
    }
    return 0;
  },
});
