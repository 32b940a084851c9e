import { options } from "../../base/options/options.ts";
import { type Problem, UsageError, UserError } from "../../base/problem/problem.ts";
import { type Paint, paintFor, visible } from "../../base/text/text.ts";
import { Tree } from "../../edit/tree.ts";
import { type Analysis, analyse } from "../../model/fleet/analysis.ts";
import { isUnknown } from "../../model/objects/unknown.ts";
import type { Render } from "../../model/rendering/renderings.ts";
import { type Environment, foldersOf, syncsOf } from "../../model/views/environment.ts";
import { directlyBefore } from "../../model/views/order.ts";
import type { Repository } from "../../model/views/repository.ts";
import { secretsIn } from "../../review/secrets/collection.ts";
import { HIDDEN } from "../../review/secrets/text.ts";
import { defineReader } from "../command/command.ts";
import { environmentFault } from "../command/known.ts";
import { renderingOn } from "../context/rendering.ts";
import { validate } from "../validate/validate.ts";
import { driftOf, type RenderedEnvironment } from "./compare.ts";
import type { Drift } from "./model.ts";
import type { Pair } from "./pair.ts";
import { driftText } from "./text.ts";

/** By the value of `--format`. */
const FORMATS: Readonly<Record<string, (found: Drift, paint: Paint) => string>> = {
  text: (found, paint) => visible(driftText(found, paint)),
  json: (found) => `${JSON.stringify(found, null, 2)}\n`,
};

/** `drift`: what differs between environments, on what kustomize renders. */
export const drift = defineReader({
  name: "drift",
  summary: "Show what differs between environments, apart from what is expected to.",
  formats: FORMATS,
  options: options<undefined>()
    .list("env", {
      value: "ENV,ENV",
      help: "two environments (default: each with the next one)",
      example: "staging,production",
      was: ["between"],
    })
    .switch("strict", { help: "exit code 1 where a difference is surprising" }),
  async run({ env, strict }, { format, open, io, commandLine }) {
    const context = open();
    const files = new Tree(context.disk, context.layout);
    const repository = files.model;
    const pairs = pairsOf(env, repository);
    const isCompared = ({ name }: Environment) => pairs.some((pair) => pair.includes(name));
    const compared = repository.environments.filter(isCompared);
    // Without one Flux would apply every manifest of the folder, and each would differ.
    for (const environment of compared) repository.overlayFile(environment);
    const kustomize = await renderingOn(context, io);
    if (kustomize === undefined) {
      throw UserError.of("kustomize", "Neither kustomize nor kubectl is installed.", {
        hint: "What they render is what is compared.",
      });
    }
    const others = repository.environments.filter((each) => !isCompared(each));
    const render = leavingOut(new Set(others.flatMap(foldersOf)), kustomize.render);
    const analysis = await analyse(files, render).finally(() => kustomize.done());
    const secrets = secretsIn({ base: analysis, head: analysis });
    const hide = (text: string) => secrets.hide(text, HIDDEN);
    const rendered = renderedOf(compared, analysis, hide, commandLine(validate, {}));
    const found = driftOf(rendered, pairs, { schemas: context.schemas, secrets });
    const paint = paintFor(io.stdout.isTTY === true, io.env);
    io.stdout.write(format(found, paint));
    return strict && found.surprising > 0 ? 1 : 0;
  },
});

/** Builds everything but these folders. */
function leavingOut(folders: ReadonlySet<string>, render: Render): Render {
  return async (planned, files) => {
    const wanted = planned.filter(({ request }) => !folders.has(request.folder));
    const builds = await render(wanted, files);
    return planned.map((each) => builds[wanted.indexOf(each)]);
  };
}

/** The environments that are compared: those that are named, else each with what comes after it. */
function pairsOf(named: readonly string[] | undefined, repository: Repository): Pair[] {
  const { environments } = repository;
  const known = environments.map(({ name }) => name);
  if (named !== undefined) {
    const [fault] = named.flatMap((name) => environmentFault("env", name, repository) ?? []);
    if (fault !== undefined) throw new UserError([fault]);
    const [from, to, third] = named;
    if (from === undefined || to === undefined || third !== undefined || from === to) {
      throw new UsageError("--env takes two environments, such as staging,production.");
    }
    return [[from, to]];
  }
  const pairs = environments.flatMap((environment) =>
    directlyBefore(environment, repository).map(({ name }): Pair => [name, environment.name]),
  );
  const inTurn = known.slice(1).map((name, index): Pair => [known[index] ?? "", name]);
  // Where none waits for another, as they are listed.
  const found = pairs.length > 0 ? pairs : inTurn;
  if (found.length > 0) return found;
  throw UserError.of("env", "There are no two environments to compare.");
}

/**
 * @param hide takes secrets out of what kustomize says.
 * @param command what says where.
 * @throws UserError where one of them can't be built: nothing is known of it then.
 */
function renderedOf(
  environments: readonly Environment[],
  analysis: Analysis,
  hide: (text: string) => string,
  command: string,
): RenderedEnvironment[] {
  const syncs = analysis.clusters.flatMap((cluster) => cluster.syncs);
  const problems: Problem[] = [];
  const rendered = environments.map((environment) => {
    const { name, folder } = environment;
    const objects = syncsOf(environment).flatMap((sync) => {
      const found = syncs.find(({ flux }) => flux.name === sync.name);
      const build = found?.rendering?.build;
      if (found?.content.state === "rendered") return found.content.objects;
      const [remote] = found?.rendering?.planned.closure.remote ?? [];
      const reason =
        (build?.ok === false ? build.message : undefined) ??
        (remote && `${remote.from} names ${remote.value}, which would have to be fetched.`) ??
        `${sync.name} applies nothing of this repository.`;
      problems.push({
        rule: "build",
        message: `${name} can't be compared: ${hide(reason)}`,
        path: found === undefined || isUnknown(found.folder) ? folder : found.folder,
        hint: `${command} says where.`,
      });
      return [];
    });
    return { name, objects };
  });
  if (problems.length > 0) throw new UserError(problems);
  return rendered;
}
