import { posix } from "node:path";
import { listGiven } from "../../base/options/given.ts";
import { answersTo } from "../../base/options/settle.ts";
import { stringAt } from "../../base/yaml/parse.ts";
import type { Repository } from "../../model/views/repository.ts";
import { type UnitKind, without } from "../command/unit.ts";
import { OPTIONS } from "./options.ts";
import { componentFiles } from "./plan.ts";
import { TEMPLATES } from "./record.ts";

/** What a component waits for may be gone since: it is no question any more. */
const ASKED = OPTIONS.without("depends-on");

/** A component of the infrastructure. */
export const componentUnit: UnitKind = {
  name: "component",
  templates: TEMPLATES,
  folders: ({ components }) => new Map(components.map(({ name, folder }) => [name, folder])),
  render(name, given, repository, templates) {
    const folder = repository.layout.path("component", { component: name });
    const beforeIt = without(repository, folder);
    const values = valuesIn(folder, repository);
    const asked = { ...given, name, values: values && { path: "", text: values } };
    const answers = answersTo(ASKED, asked, beforeIt);
    const dependsOn = listGiven(given["depends-on"]);
    return componentFiles({ ...answers, dependsOn }, beforeIt, templates);
  },
};

/** The chart's values as they stand in the component now, or undefined. */
function valuesIn(folder: string, repository: Repository): string | undefined {
  const path = posix.join(folder, "configmap.yaml");
  if (repository.files.read(path) === undefined) return undefined;
  return stringAt(repository.yaml(path).documents[0]?.contents, "data", "values.yaml");
}
