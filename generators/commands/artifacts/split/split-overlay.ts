import { posix } from "node:path";
import type { Files } from "../../../base/files.ts";
import { textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { renderFolder } from "../../../edit/templates/templates.ts";
import type { Tree } from "../../../edit/tree.ts";
import { lineEnd } from "../../../edit/yaml/insertion.ts";
import { endLike } from "../../../edit/yaml/removal.ts";
import type { Environment } from "../../../model/views/environment.ts";
import type { Repository } from "../../../model/views/repository.ts";
import { ENVIRONMENT, EVERY_APP } from "../owners.ts";
import { Parts } from "./parts.ts";

const HEAD = `# What the overlay of every app of this environment gets.
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
`;

/**
 * Takes a shared overlay apart: into the environment's own, the component that every app gets, and
 * what is for one app. Every line stays as it is, but for paths.
 * @returns what adds its part to the overlay of an app.
 * @throws UserError for what can't be moved with certainty.
 */
export function splitOverlay(
  environment: Environment,
  repository: Repository,
  tree: Tree,
  templates: Files,
): (app: string) => void {
  const { layout } = repository;
  const { folder } = environment;
  const file = repository.overlayFile(environment);
  const parts = new Parts(environment, repository);
  const eol = lineEnd(file.text, 0);
  const withEol = (text: string) => text.replaceAll("\n", eol);
  const folderOf = (place: typeof EVERY_APP | { readonly app: string }) =>
    place === EVERY_APP
      ? layout.path("everyApp", { environment: folder })
      : layout.path("appOverlay", { environment: folder, app: place.app });

  const everyApp = folderOf(EVERY_APP);
  const component = posix.join(everyApp, "kustomization.yaml");
  const data = dataOf(file.path, file.text)[0];
  const hosts = parts.places.has("replacements")
    ? renderFolder(templates, "app-hosts", { name: textAt(data, "namespace") ?? environment.name })
    : [];
  const lines = [
    withEol(HEAD),
    parts.textIn(everyApp, EVERY_APP, (key) => key === "namespace"),
    ...hosts.map(({ path }) => withEol(`resources:\n  - ${path}\n`)),
    parts.textIn(everyApp, EVERY_APP, (key) => key !== "namespace"),
  ];
  tree.create(component, parts.joined(component, lines));
  for (const { path, text } of hosts) tree.create(posix.join(everyApp, path), withEol(text));

  const own = parts.textFor(ENVIRONMENT, undefined, (key) => key === "resources");
  tree.edit(file.path, endLike(file.text, own + parts.pieces.tail));
  for (const [from, place] of parts.moved) {
    if (place === ENVIRONMENT) continue;
    const to = posix.join(folderOf(place), posix.relative(folder, from));
    tree.create(to, tree.read(from) ?? "");
    tree.remove(from);
  }
  return (app) => {
    if (!parts.has({ app })) return;
    const overlay = posix.join(folderOf({ app }), "kustomization.yaml");
    const text = withEol(tree.read(overlay) ?? "");
    tree.edit(overlay, parts.joined(overlay, [text, parts.textIn(folderOf({ app }), { app })]));
  };
}
