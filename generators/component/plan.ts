import { posix } from "node:path";
import { namedIn } from "../generator/dependencies.ts";
import { many, one, type Plan, type Raw } from "../generator/generator.ts";
import { RECORD } from "../generator/record.ts";
import type { Repository } from "../repository/repository.ts";
import { type Rendered, renderFolder } from "../templates/templates.ts";
import type { Files } from "../tree/files.ts";
import type { Tree } from "../tree/tree.ts";
import { appendItem } from "../yaml/edit.ts";
import { firstDocument } from "../yaml/parse.ts";
import { componentRecord, TEMPLATES } from "./record.ts";
import { valuesBlock } from "./values.ts";

/** One version, and no range of them. */
const EXACT = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** Plans a component's folder in the infrastructure, and its line in the list. */
export function planComponent(
  answers: Raw,
  repository: Repository,
  tree: Tree,
  templates: Files,
): Plan {
  const { infrastructure } = repository.layout;
  const name = one(answers, "name") ?? "";
  const namespace = one(answers, "namespace") ?? "";
  const sync = repository.syncs.find((each) => repository.folderOf(each) === infrastructure);
  const isShared = repository.namespaces.has(namespace);
  for (const { path, text } of componentFiles(answers, repository, templates)) {
    tree.create(path, text);
  }
  tree.create(posix.join(infrastructure, name, RECORD), componentRecord(answers, templates));
  const list = repository.yaml(posix.join(infrastructure, "kustomization.yaml"));
  tree.edit(list.path, appendItem(list, firstDocument(list), ["resources"], name));
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
  answers: Raw,
  { namespaces, layout }: Repository,
  templates: Files,
): Rendered[] {
  const isShared = namespaces.has(one(answers, "namespace") ?? "");
  return renderFolder(templates, TEMPLATES, templateValues(answers, isShared)).map((file) => ({
    path: posix.join(layout.infrastructure, file.path),
    text: file.text,
  }));
}

/** What the templates of a component are given. CONTRIBUTING.md lists it. */
function templateValues(answers: Raw, isShared: boolean): object {
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
