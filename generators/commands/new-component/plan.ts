import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { namedIn } from "../../edit/manifests/dependencies.ts";
import { list } from "../../edit/manifests/listing.ts";
import { type RenderedFile, renderFolder } from "../../edit/templates/templates.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type Plan, type RawAnswers } from "../command/generator.ts";
import { RECORD } from "../command/record.ts";
import { componentRecord, TEMPLATES } from "./record.ts";
import { valuesBlock } from "./values.ts";

/** One version, and no range of them. */
const EXACT = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** Plans a component's folder in the infrastructure, and its line in the list. */
export function planComponent(
  answers: RawAnswers,
  repository: Repository,
  tree: Tree,
  templates: Files,
): Plan {
  const { layout } = repository;
  const name = one(answers, "name") ?? "";
  const namespace = one(answers, "namespace") ?? "";
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
  answers: RawAnswers,
  { namespaces, layout }: Repository,
  templates: Files,
): RenderedFile[] {
  const isShared = namespaces.has(one(answers, "namespace") ?? "");
  return renderFolder(templates, TEMPLATES, templateValues(answers, isShared)).map((file) => ({
    path: layout.target(TEMPLATES, file.path, { component: one(answers, "name") ?? "" }),
    text: file.text,
  }));
}

/** What the templates of a component are given. docs/templates.md lists it. */
function templateValues(answers: RawAnswers, isShared: boolean): object {
  const namespace = one(answers, "namespace") ?? "";
  const version = one(answers, "version") ?? "";
  const oci = one(answers, "oci");
  const url = oci ?? one(answers, "repo-url") ?? "";
  const chart = one(answers, "chart") ?? "";
  const showValues = oci === undefined ? `${chart} --repo ${url}` : url;
  const values = one(answers, "values")?.trim()
    ? (one(answers, "values") ?? "")
    : `# What differs from the chart's own values, which this prints:\n# helm show values ${showValues}`;
  return {
    name: one(answers, "name"),
    namespace,
    createsNamespace: !isShared,
    chart,
    url,
    version,
    isOci: oci !== undefined,
    versionFile: oci === undefined ? "helmrelease.yaml" : "ocirepository.yaml",
    sourceFile: oci === undefined ? "helmrepository.yaml" : "ocirepository.yaml",
    ociRef: EXACT.test(version) ? "tag" : "semver",
    dependsOn: (many(answers, "depends-on") ?? []).map((each) => namedIn(namespace, each)),
    values: valuesBlock(values),
  };
}
