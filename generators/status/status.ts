import { resolve } from "node:path";
import { analyse } from "../cluster/analysis.ts";
import { one, type Raw } from "../generator/generator.ts";
import { readFlux } from "../kubectl/cluster.ts";
import { findKubectl } from "../kubectl/kubectl.ts";
import type { Screen } from "../report/formats.ts";
import { jsonDocument } from "../report/json.ts";
import { paintFor } from "../report/text.ts";
import { Repository } from "../repository/repository.ts";
import { Tree } from "../tree/tree.ts";
import type { Command, ExitCode } from "../workplace/command.ts";
import { formatFlag, formatOf } from "../workplace/format.ts";
import type { Io } from "../workplace/io.ts";
import { openKustomize } from "../workplace/kustomize.ts";
import type { Workplace } from "../workplace/workplace.ts";
import { expectedOf } from "./expected.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { surveyTable } from "./table.ts";
import { watch } from "./watch.ts";

const FORMATS: Readonly<Record<string, (survey: Survey, screen: Screen) => string>> = {
  table: (survey, screen) => surveyTable(survey, screen, new Date()),
  json: jsonDocument,
};

/** `status`: whether a cluster is where the repository wants it. */
export const status: Command = {
  name: "status",
  summary: "Read a cluster: are its environments, syncs and sources ready, and if not, why?",
  example: "--context kind-flux-cd --watch",
  beginning: "asks the cluster of kubectl's current context",
  failure: "something is not ready",
  flags: [
    {
      name: "context",
      value: "NAME",
      help: "the context of the kubeconfig (default: the current)",
    },
    { name: "kubeconfig", value: "FILE", help: "the kubeconfig (default: kubectl's own)" },
    { name: "watch", help: "tell again whenever something changes, until Ctrl-C" },
    formatFlag(FORMATS),
  ],
  run,
};

async function run(raw: Raw, workplace: Workplace, io: Io): Promise<ExitCode> {
  const format = formatOf(raw, FORMATS);
  const isTerminal = io.stdout.isTTY === true;
  const width = isTerminal ? io.stdout.columns : undefined;
  const screen: Screen = { paint: paintFor(isTerminal, io.env), width };
  const look = lookWith(raw, workplace);
  const tell = (survey: Survey) => io.stdout.write(format(survey, screen));
  if (raw.watch === true) return watch(look, tell, io);
  const survey = await look();
  tell(survey);
  return survey.ready ? 0 : 1;
}

/** Asks the cluster each time; the repository is read once. */
function lookWith(raw: Raw, workplace: Workplace): () => Promise<Survey> {
  const { cwd, disk, env } = workplace;
  const kubeconfig = one(raw, "kubeconfig");
  const kubectl = findKubectl(
    {
      context: one(raw, "context"),
      kubeconfig: kubeconfig === undefined ? undefined : resolve(cwd, kubeconfig),
    },
    { env, cwd },
  );
  const files = new Tree(disk);
  const { environments } = new Repository(files);
  const expecting = openKustomize(workplace)
    .then((kustomize) => analyse(files, kustomize?.render))
    .then(expectedOf);
  return async () => {
    const [cluster, expected] = await Promise.all([readFlux(kubectl), expecting]);
    return surveyOf(cluster, environments, expected);
  };
}
