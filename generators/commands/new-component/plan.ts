import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { namedIn } from "../../edit/manifests/dependencies.ts";
import { list } from "../../edit/manifests/listing.ts";
import { type RenderedFile, renderFolder } from "../../edit/templates/templates.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { RECORD } from "../command/record.ts";
import type { ComponentAnswers } from "./options.ts";
import { componentRecord, TEMPLATES } from "./record.ts";
import { valuesBlock } from "./values.ts";

/** One version, and no range of them. */
const EXACT = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** Plans a component's folder in the infrastructure, and its line in the list. */
export function planComponent(
  answers: ComponentAnswers,
  { repository, tree, templates }: PlanContext,
): Plan {
  const { layout } = repository;
  const { name, namespace } = answers;
  const components = layout.path("components");
  const sync = repository.syncs.find((each) => repository.folderOf(each) === components);
  const folder = layout.path("component", { component: name });
  const isShared = repository.namespaces.has(namespace);
  for (const { path, text } of componentFiles(answers, repository, templates)) {
    tree.create(path, text);
  }
  tree.create(posix.join(folder, RECORD), componentRecord(answers, templates));
  list(folder, components, tree);
  return {
    notes: [
      `${sync?.name ?? "The infrastructure"} is ready when this is too: whatever depends on it waits for the chart.`,
      ...(isShared ? [`Another component creates the namespace ${namespace}.`] : []),
    ],
    subject: `Add component ${name}`,
    next: [],
  };
}

/** The files of a component, by paths of the repository that it is not in. */
export function componentFiles(
  answers: ComponentAnswers,
  { namespaces, layout }: Repository,
  templates: Files,
): RenderedFile[] {
  const isShared = namespaces.has(answers.namespace);
  return renderFolder(templates, TEMPLATES, templateValues(answers, isShared)).map((file) => ({
    path: layout.target(TEMPLATES, file.path, { component: answers.name }),
    text: file.text,
  }));
}

/** What the templates of a component are given. docs/templates.md lists it. */
function templateValues(answers: ComponentAnswers, isShared: boolean): object {
  const { name, namespace, chart, version, oci, repoUrl = "", dependsOn = [] } = answers;
  const url = oci ?? repoUrl;
  const showValues = oci === undefined ? `${chart} --repo ${url}` : url;
  const values = answers.values?.trim()
    ? answers.values
    : `# What differs from the chart's own values, which this prints:\n# helm show values ${showValues}`;
  return {
    name,
    namespace,
    createsNamespace: !isShared,
    chart,
    url,
    version,
    isOci: oci !== undefined,
    versionFile: oci === undefined ? "helmrelease.yaml" : "ocirepository.yaml",
    sourceFile: oci === undefined ? "helmrepository.yaml" : "ocirepository.yaml",
    ociRef: EXACT.test(version) ? "tag" : "semver",
    dependsOn: dependsOn.map((each) => namedIn(namespace, each)),
    values: valuesBlock(values),
  };
}
