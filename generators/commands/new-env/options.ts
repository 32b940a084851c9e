import { quantityFault, refFault, semverRangeFault } from "../../base/answers/values.ts";
import { options } from "../../base/options/options.ts";
import type { Repository } from "../../model/views/repository.ts";
import { appFault, environmentFault } from "../command/known.ts";
import { figureOf, followed, startOf } from "./form.ts";
import { FIRST, newNameFault } from "./new-name.ts";
import { SIZES } from "./sizing/sizing.ts";

/** The most that an autoscaler here is asked for. */
const REPLICAS_MAX = 1000;

/** What new:env asks, in the order in which one answer depends on another. */
export const OPTIONS = options<Repository>()
  .list("name", {
    help: "the environment and its namespace",
    example: "qa",
    required: true,
    check: newNameFault,
  })
  .check("name", ({ name = [] }) => {
    const twice = name.find((each, index) => name.indexOf(each) !== index);
    return twice && { rule: "name", message: `--name ${twice} is given twice.` };
  })
  .row("Name", {
    of: ["name"],
    show: ({ name = [] }) => name.join(", "),
    ask: async (ui, _, repository) => ({
      name: await ui.input({
        message: "Environment name",
        fault: (answer) => newNameFault(answer, {}, repository)?.message,
      }),
    }),
  })
  .text("from", {
    value: "ENV",
    help: "copy this environment's overlay as it is now, instead of a size",
    check: (name, _, repository) => environmentFault("from", name, repository, " to start from"),
  })
  .choice("size", startOf(SIZES), {
    help: Object.keys(SIZES).join(", "),
    default: "small",
    excluded: ({ from }) =>
      from &&
      "--from is given, and a copy has the size of its original; --cpu, --memory and the replicas can change it.",
  })
  .text("after", {
    value: "ENV",
    question: "Rollout order",
    message: "Its place in the rollout order",
    help: `its place in the rollout order; "${FIRST}" for the first (default: last)`,
    example: "staging",
    default: (_, { environments }) => environments.at(-1)?.name ?? FIRST,
    choices: (_, { environments }) => ({
      [FIRST]: "first",
      ...Object.fromEntries(environments.map(({ name }) => [name, `after ${name}`])),
    }),
    check: (name, _, repository) =>
      name === FIRST ? undefined : environmentFault("after", name, repository, " to come after"),
  })
  .whole("min-replicas", [1, REPLICAS_MAX], {
    value: "N",
    question: "Minimum replicas",
    help: "the autoscalers' minimum",
    default: ({ size }) => size && SIZES[size].min,
    unanswered: ({ from }, repository) => figureOf("min", from, repository),
  })
  .whole("max-replicas", [1, REPLICAS_MAX], {
    value: "N",
    question: "Maximum replicas",
    help: "the autoscalers' maximum",
    default: ({ size }) => size && SIZES[size].max,
    unanswered: ({ from }, repository) => figureOf("max", from, repository),
  })
  .check("max-replicas", ({ size, minReplicas: min = 1, maxReplicas: max = REPLICAS_MAX }) => {
    if (min <= max) return undefined;
    const fix = size && SIZES[size].max === max ? ` Give --max-replicas ${min} or more.` : "";
    return {
      rule: "replicas",
      message: `The minimum of ${min} replicas is above the maximum of ${max}.`,
      hint: `The autoscaler needs room between them.${fix}`,
    };
  })
  .text("cpu", {
    value: "QUANTITY",
    question: "CPU request",
    help: "CPU request of each app, such as 100m",
    default: ({ size }) => size && SIZES[size].cpu,
    unanswered: ({ from }, repository) => figureOf("cpu", from, repository),
    check: (quantity) => quantityFault(quantity, "cpu"),
  })
  .text("memory", {
    value: "QUANTITY",
    question: "Memory request",
    help: "memory request of each app, such as 128Mi",
    default: ({ size }) => size && SIZES[size].memory,
    unanswered: ({ from }, repository) => figureOf("memory", from, repository),
    check: (quantity) => quantityFault(quantity, "memory"),
  })
  .list("app", {
    help: "the apps that it runs (default: all, of a copy those of its original)",
    was: ["apps"],
    default: ({ from }, { apps }) => (from === undefined ? apps : undefined),
    check: (name, _, repository) => appFault("app", name, repository),
  })
  .row("Start from", {
    of: ["from", "size", "min-replicas", "max-replicas", "cpu", "memory", "app"],
    show: ({ from, size }) => (from === undefined ? (size ?? "") : `a copy of ${from}`),
    async ask(ui, { from, size }, { environments }) {
      const sizes = Object.entries(startOf(SIZES));
      const answer = await ui.select({
        message: "Start from",
        choices: [
          ...sizes.map(([value, name]) => ({ name, value: `size ${value}` })),
          ...environments.map(({ name }) => ({ name: `a copy of ${name}`, value: `from ${name}` })),
        ],
        default: from === undefined ? `size ${size}` : `from ${from}`,
      });
      const [kind = "", value] = answer.split(" ");
      // The figures and apps of another start are not the answers to this one.
      const reset = {
        "min-replicas": undefined,
        "max-replicas": undefined,
        cpu: undefined,
        memory: undefined,
        app: undefined,
      };
      return { ...reset, from: undefined, size: undefined, [kind]: value };
    },
  })
  .row("Apps", {
    of: ["app"],
    show: ({ from, app }, repository) => appsNow(from, app, repository).join(", ") || "none",
    ask: async (ui, { from, app }, repository) => ({
      app: await ui.checkbox({
        message: "Apps",
        choices: repository.apps,
        checked: appsNow(from, app, repository),
      }),
    }),
  })
  .text("branch", {
    help: "what its GitRepository follows: a branch,",
    was: ["source-branch"],
    check: refFault,
  })
  .text("tag", {
    help: "a tag,",
    check: refFault,
    excluded: ({ branch }) => branch && beside("branch"),
  })
  .text("semver", {
    value: "RANGE",
    help: "or the newest tag in a range",
    check: semverRangeFault,
    excluded: ({ branch, tag }) => (branch && beside("branch")) ?? (tag && beside("tag")),
  })
  .row("Source follows", {
    of: ["branch", "tag", "semver"],
    show(answers, repository) {
      const { kind, value } = followed(answers, repository);
      return `${kind} ${value}`;
    },
    async ask(ui, answers, repository) {
      const now = followed(answers, repository);
      const kind = await ui.select({
        message: "What its GitRepository follows",
        choices: [
          { name: "a branch", value: "branch" },
          { name: "a tag", value: "tag" },
          { name: "the newest tag in a semver range", value: "semver" },
        ],
        default: now.kind,
      });
      const value = await ui.input({
        message: kind === "semver" ? "Semver range" : kind === "tag" ? "Tag" : "Branch",
        default: now.kind === kind ? now.value : undefined,
        fault: kind === "semver" ? semverRangeFault : refFault,
      });
      return { branch: undefined, tag: undefined, semver: undefined, [kind]: value };
    },
  })
  .switch("artifacts", {
    question: "Syncs",
    message: "A sync for each app, from artifacts? (needs source-watcher)",
    help: "a sync for each app, from an artifact with only what it builds (source-watcher)",
    shown: (on) => (on ? "one for each app, from artifacts" : "one, from the whole repository"),
  });

/** The apps of an environment as it would be now. */
function appsNow(
  from = "",
  app: readonly string[] | undefined,
  repository: Repository,
): readonly string[] {
  const original = repository.environment(from);
  return app ?? (original === undefined ? [] : repository.appsOf(original));
}

function beside(other: string): string {
  return `--${other} is given, and a GitRepository follows one of them.`;
}
