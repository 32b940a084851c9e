import { columns } from "../../base/text/columns.ts";
import { visible, visibleLine } from "../../base/text/text.ts";
import { wrap } from "../../base/text/wrap.ts";
import type { Screen } from "../../check/formats/report.ts";
import { type Status, shortRevision } from "./state.ts";
import type { Survey } from "./survey.ts";

/** One table: cells in front of and after those that all have, and what each row is of. */
interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly status: Status }[];
}

/** A survey as tables, one below the other; what is not ready has its reason below its row. */
export function surveyTable(survey: Survey, screen: Screen, now: Date): string {
  const { context, environments, unread } = survey;
  const sections: Section[] = [
    named("CONTROLLERS", survey.controllers, false),
    {
      title: "ENVIRONMENTS, in rollout order",
      head: ["NAME", "FLUX KUSTOMIZATION"],
      rows: environments.flatMap(({ name, sync, appSyncs = [] }) =>
        [sync, ...appSyncs].map((status, index) => ({
          cells: [index === 0 ? name : "", `${status.namespace}/${status.name}`],
          status,
        })),
      ),
    },
    named("OTHER SYNCS", survey.syncs),
    named("SOURCES", survey.sources),
    named("NOT OF THIS REPOSITORY", survey.others),
  ];
  const filled = sections.filter(({ rows }) => rows.length > 0);
  const where = context === undefined ? "" : `Context ${visibleLine(context)}\n\n`;
  const missed = unread
    .flatMap((message) => message.split("\n"))
    .map((line) => `${screen.paint.bad("✗")} Not read: ${visible(line)}\n`);
  return [
    where,
    ...filled.map((section) => `${section.title}\n\n${sectionText(section, screen, now)}\n`),
    ...missed,
    summary(survey, screen),
  ].join("");
}

function named(title: string, statuses: readonly Status[], withKind = true): Section {
  return {
    title,
    head: withKind ? ["KIND", "NAME"] : ["NAME"],
    rows: statuses.map((status) => {
      const name = `${status.namespace}/${status.name}`;
      return { cells: withKind ? [status.kind, name] : [name], status };
    }),
  };
}

function sectionText({ head, rows }: Section, { paint, width }: Screen, now: Date): string {
  const table = columns(
    [...head, "STATE", "FOR", "REVISION", "AGE"],
    rows.map(({ cells, status: { state, since, revision, created } }) =>
      [
        ...cells,
        state,
        ageOf(since, now),
        revision === undefined ? "-" : shortRevision(revision),
        ageOf(created, now),
      ].map(visibleLine),
    ),
  );
  const [first = "", ...lines] = table.split("\n");
  const body = rows.flatMap(({ status }, index) => {
    const line = lines[index] ?? "";
    if (status.state === "ready") return [line];
    const isBad = status.state === "not ready" || status.state === "missing";
    const style = isBad ? paint.bad : paint.hunk;
    const room = width === undefined ? undefined : width - INDENT.length;
    const reason = wrap(visibleLine(status.reason), room);
    return [style(line), ...reason.map((each) => `${INDENT}${each}`)];
  });
  return `${[paint.strong(first), ...body].join("\n")}\n`;
}

const INDENT = "    ";

function summary(survey: Survey, { paint }: Screen): string {
  const { controllers, environments, syncs, sources, others } = survey;
  const all = [
    ...[...controllers, ...syncs, ...sources, ...others],
    ...environments.flatMap(({ sync, appSyncs = [] }) => [sync, ...appSyncs]),
  ];
  const good = all.filter(({ state }) => state === "ready").length;
  if (survey.ready) return `${paint.added("✓")} All ${all.length} objects are ready.\n`;
  return `${paint.bad("✗")} ${all.length - good} of ${all.length} objects are not ready.\n`;
}

/** How long ago, as kubectl writes it: `45s`, `5m`, `3h`, `12d`. */
function ageOf(time: string | undefined, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(time ?? "")) / 1000));
  if (Number.isNaN(seconds)) return "-";
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86400)}d`;
}
