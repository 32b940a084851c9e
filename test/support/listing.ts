import type { Files } from "../../generators/base/files.ts";
import { objectsIn } from "../../generators/model/objects/documents.ts";
import type { Render } from "../../generators/model/rendering/renderings.ts";

/** Renders what kustomization files only list, in this process and at once. */
export const listing: Render = async (planned, files: Files) =>
  planned.map(({ request, closure, resources }) => ({
    request,
    folder: request.folder,
    ok: true,
    objects: [...new Set([...closure.objects, ...resources])]
      .filter((path) => closure.files.has(path))
      .flatMap((path) => objectsIn(path, files).map(({ data }) => data)),
    warning: "",
  }));
