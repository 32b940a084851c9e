import { type UnitKind, without } from "../command/unit.ts";
import { applicationAnswers } from "./answers.ts";
import { TEMPLATES } from "./flags.ts";
import { applicationFiles } from "./plan.ts";

/** An app's base. Its line in the overlays is theirs. */
export const applicationUnit: UnitKind = {
  name: "app",
  templates: TEMPLATES,
  folders: ({ apps, layout }) =>
    new Map(apps.map((name) => [name, layout.path("base", { app: name })])),
  render(name, answers, repository, templates) {
    const { layout, environments } = repository;
    const env = environments
      .filter((each) => repository.appsOf(each).includes(name))
      .map((each) => each.name);
    const beforeIt = without(repository, layout.path("base", { app: name }));
    return applicationFiles(
      applicationAnswers({ ...answers, name, env }, beforeIt),
      layout,
      templates,
    );
  },
};
