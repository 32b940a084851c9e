import { resolve } from "node:path";
import { options } from "../../base/options/options.ts";
import { jsonDocument } from "../../base/text/json.ts";
import { paintFor } from "../../base/text/text.ts";
import type { Screen } from "../../check/formats/report.ts";
import { Tree } from "../../edit/tree.ts";
import { analyse } from "../../model/fleet/analysis.ts";
import { findKubectl } from "../../platform/programs/kubectl.ts";
import { defineReader } from "../command/command.ts";
import type { Context } from "../context/context.ts";
import { openKustomize } from "../context/kustomize.ts";
import { expectedOf } from "./expected.ts";
import { readFlux } from "./flux-in-cluster.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { surveyTable } from "./table.ts";
import { watch } from "./watch.ts";

const FORMATS: Readonly<Record<string, (survey: Survey, screen: Screen) => string>> = {
  table: (survey, screen) => surveyTable(survey, screen, new Date()),
  json: jsonDocument,
};

/** `status`: whether a cluster is where the repository wants it. */
export const status = defineReader({
  name: "status",
  summary: "Read a cluster: are its environments, syncs and sources ready, and if not, why?",
  beginning: "asks the cluster of kubectl's current context",
  failure: "something is not ready",
  formats: FORMATS,
  options: options<undefined>()
    .text("context", {
      value: "NAME",
      help: "the context of the kubeconfig (default: the current)",
      example: "kind-flux-cd",
    })
    .text("kubeconfig", { value: "FILE", help: "the kubeconfig (default: kubectl's own)" })
    .switch("watch", { help: "tell again whenever something changes, until Ctrl-C" }),
  async run({ context: name, kubeconfig, watch: again }, { format, open, io }) {
    const isTerminal = io.stdout.isTTY === true;
    const width = isTerminal ? io.stdout.columns : undefined;
    const screen: Screen = { paint: paintFor(isTerminal, io.env), width };
    const look = lookWith(name, kubeconfig, open());
    const tell = (survey: Survey) => io.stdout.write(format(survey, screen));
    if (again) return watch(look, tell, io);
    const survey = await look();
    tell(survey);
    return survey.ready ? 0 : 1;
  },
});

/** Asks the cluster each time; the repository is read once. */
function lookWith(
  name: string | undefined,
  kubeconfig: string | undefined,
  context: Context,
): () => Promise<Survey> {
  const { cwd, disk, env, layout } = context;
  const kubectl = findKubectl(
    {
      context: name,
      kubeconfig: kubeconfig === undefined ? undefined : resolve(cwd, kubeconfig),
    },
    { env, cwd },
  );
  const files = new Tree(disk, layout);
  const { environments } = files.model;
  const expecting = openKustomize(context)
    .then((kustomize) => analyse(files, kustomize?.render))
    .then(expectedOf);
  return async () => {
    const [cluster, expected] = await Promise.all([readFlux(kubectl), expecting]);
    return surveyOf(cluster, environments, expected);
  };
}
