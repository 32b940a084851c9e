import {
  quantityFault,
  refFault,
  semverRangeFault,
  wholeFault,
} from "../../base/answers/values.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers, type Row } from "../command/generator.ts";
import { FIRST } from "./flags.ts";
import { newNameFault } from "./new-name.ts";
import { readSizing } from "./sizing/overlay-sizing.ts";
import { SIZES, type Sizing } from "./sizing/sizing.ts";

/** The questions of new:env: the name, and the settings that have a default. */
export function environmentRows(repository: Repository): readonly Row[] {
  const { environments, apps } = repository;
  const last = environments.at(-1)?.name ?? FIRST;
  const startOf = (raw: RawAnswers) => one(raw, "from") ?? one(raw, "size") ?? "small";
  const sizing = (raw: RawAnswers): Partial<Sizing> => {
    const original = repository.environment(one(raw, "from") ?? "");
    return original
      ? readSizing(repository.overlayFile(original))
      : (SIZES[one(raw, "size") ?? "small"] ?? {});
  };
  const figure = (raw: RawAnswers, flag: string, key: keyof Sizing) =>
    one(raw, flag) ?? String(sizing(raw)[key] ?? "as it is");
  const followed = (raw: RawAnswers): { kind: string; value: string } => {
    for (const kind of ["branch", "tag", "semver"]) {
      const value = one(raw, kind);
      if (value !== undefined) return { kind, value };
    }
    const from = repository.environment(one(raw, "from") ?? "");
    const model = from?.sync ?? repository.applicationsSync;
    const spec = repository.gitSourceOf(model)?.spec;
    const [kind = "branch", value = "main"] =
      Object.entries((spec?.ref ?? {}) as Record<string, string>)[0] ?? [];
    return { kind, value };
  };
  const text = (
    label: string,
    flag: string,
    key: keyof Sizing,
    fault: (answer: string) => string | undefined,
  ): Row => ({
    label,
    show: (raw) => figure(raw, flag, key),
    ask: async (ui, raw) => ({
      [flag]: await ui.input({ message: label, default: figure(raw, flag, key), fault }),
    }),
  });

  return [
    {
      label: "Name",
      required: (raw) => (many(raw, "name") ?? []).length === 0,
      show: (raw) => (many(raw, "name") ?? []).join(", "),
      ask: async (ui) => ({
        name: await ui.input({
          message: "Environment name",
          fault: (answer) => newNameFault(answer.trim(), repository)?.message,
        }),
      }),
    },
    {
      label: "Start from",
      show: (raw) => (one(raw, "from") === undefined ? startOf(raw) : `a copy of ${startOf(raw)}`),
      ask: async (ui, raw) => {
        const sizes = Object.entries(SIZES).map(([name, size]) => ({
          name: `${name}: ${size.min} to ${size.max} replicas, ${size.cpu} and ${size.memory} each`,
          value: `size ${name}`,
        }));
        const copies = environments.map(({ name }) => ({
          name: `a copy of ${name}`,
          value: `from ${name}`,
        }));
        const current =
          one(raw, "from") === undefined ? `size ${startOf(raw)}` : `from ${startOf(raw)}`;
        const answer = await ui.select({
          message: "Start from",
          choices: [...sizes, ...copies],
          default: current,
        });
        const [kind = "", value] = answer.split(" ");
        // The figures and apps of another start are not the answers to this one.
        const reset = {
          "min-replicas": undefined,
          "max-replicas": undefined,
          cpu: undefined,
          memory: undefined,
          apps: undefined,
        };
        return { ...reset, from: undefined, size: undefined, [kind]: value };
      },
    },
    {
      label: "Rollout order",
      show: (raw) =>
        one(raw, "after") === FIRST || environments.length === 0
          ? "first"
          : `after ${one(raw, "after") ?? last}`,
      ask: async (ui, raw) => ({
        after: await ui.select({
          message: "Its place in the rollout order",
          choices: [
            { name: "first", value: FIRST },
            ...environments.map(({ name }) => ({ name: `after ${name}`, value: name })),
          ],
          default: one(raw, "after") ?? last,
        }),
      }),
    },
    text("Minimum replicas", "min-replicas", "min", (answer) =>
      wholeFault(answer, 1, 1000, "The minimum"),
    ),
    text("Maximum replicas", "max-replicas", "max", (answer) =>
      wholeFault(answer, 1, 1000, "The maximum"),
    ),
    text("CPU request", "cpu", "cpu", (answer) => quantityFault(answer, "cpu")),
    text("Memory request", "memory", "memory", (answer) => quantityFault(answer, "memory")),
    {
      label: "Apps",
      show: (raw) => chosenApps(raw, repository).join(", ") || "none",
      ask: async (ui, raw) => ({
        apps: await ui.checkbox({
          message: "Apps",
          choices: apps,
          checked: chosenApps(raw, repository),
        }),
      }),
    },
    {
      label: "Source follows",
      show: (raw) => `${followed(raw).kind} ${followed(raw).value}`,
      ask: async (ui, raw) => {
        const kind = await ui.select({
          message: "What its GitRepository follows",
          choices: [
            { name: "a branch", value: "branch" },
            { name: "a tag", value: "tag" },
            { name: "the newest tag in a semver range", value: "semver" },
          ],
          default: followed(raw).kind,
        });
        const now = followed(raw);
        const value = await ui.input({
          message: kind === "semver" ? "Semver range" : kind === "tag" ? "Tag" : "Branch",
          default: now.kind === kind ? now.value : undefined,
          fault: kind === "semver" ? semverRangeFault : refFault,
        });
        return { branch: undefined, tag: undefined, semver: undefined, [kind]: value };
      },
    },
    {
      label: "Syncs",
      show: (raw) =>
        raw.artifacts === true
          ? "one for each app, from artifacts"
          : "one, from the whole repository",
      ask: async (ui, raw) => ({
        artifacts: await ui.confirm({
          message: "A sync for each app, from artifacts? (needs source-watcher)",
          default: raw.artifacts === true,
        }),
      }),
    },
  ];
}

function chosenApps(raw: RawAnswers, repository: Repository): readonly string[] {
  const chosen = many(raw, "apps");
  if (chosen !== undefined) return chosen;
  const original = repository.environment(one(raw, "from") ?? "");
  return original === undefined ? repository.apps : repository.appsOf(original);
}
