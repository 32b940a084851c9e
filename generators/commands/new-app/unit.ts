import { answersTo } from "../../base/options/settle.ts";
import { type UnitKind, without } from "../command/unit.ts";
import { applicationAnswers } from "./answers.ts";
import { OPTIONS } from "./options.ts";
import { applicationFiles } from "./plan.ts";
import { TEMPLATES } from "./record.ts";

/** An app's base. Its line in the overlays is theirs. */
export const applicationUnit: UnitKind = {
  name: "app",
  templates: TEMPLATES,
  folders: ({ apps, layout }) =>
    new Map(apps.map((name) => [name, layout.path("base", { app: name })])),
  render(name, given, repository, templates) {
    const { layout, environments } = repository;
    const env = environments
      .filter((each) => repository.appsOf(each).includes(name))
      .map((each) => each.name);
    const beforeIt = without(repository, layout.path("base", { app: name }));
    const answers = answersTo(OPTIONS, { ...given, name, env }, beforeIt);
    return applicationFiles(applicationAnswers(answers, beforeIt), layout, templates);
  },
};
