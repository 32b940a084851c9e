import { posix } from "node:path";
import Handlebars from "handlebars";
import type { Files } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import { unitPath } from "../../model/layouts/earlier-templates.ts";
import { OPTIONS, PRECOMPILED } from "./precompiled.ts";

const engine = Handlebars.create();
engine.registerHelper("yaml", toScalar);

/** One file that a folder of templates gives. */
export interface RenderedFile {
  /** Relative to the folder that the templates are for. */
  readonly path: string;
  readonly text: string;
}

/** Templates by their source: an update renders the same ones for every app. */
const known = new Map<string, Handlebars.TemplateDelegate>();

function compiledTemplate(source: string): Handlebars.TemplateDelegate {
  const found = known.get(source);
  if (found !== undefined) return found;
  const precompiled = PRECOMPILED.get(source);
  const template =
    precompiled === undefined ? engine.compile(source, OPTIONS) : engine.template(precompiled);
  known.set(source, template);
  return template;
}

/**
 * Renders one template. Values are inserted as they are (YAML is not HTML); the helper
 * `yaml` quotes a string where YAML needs it.
 * @throws UserError that names the template, when it inserts a value that it is not given.
 * (Handlebars takes a condition on such a value for false.)
 */
function renderTemplate(path: string, source: string, values: object): string {
  if (!source.includes("{{")) return source;
  try {
    return compiledTemplate(source)(values);
  } catch (error) {
    throw UserError.of("template", `templates/${path}: ${(error as Error).message}`, {
      hint: "A template may use only the values that its generator gives (docs/templates.md lists them).",
    });
  }
}

/**
 * Renders every `.hbs` file below `folder`, its path included. A template that renders to
 * nothing but white space writes no file.
 */
export function renderFolder(templates: Files, folder: string, values: object): RenderedFile[] {
  return templatesBelow(templates, folder)
    .map((path) => ({
      path: renderTemplate(path, unitPath(folder, path).replace(/\.hbs$/, ""), values),
      text: renderTemplate(path, templates.read(path) ?? "", values),
    }))
    .filter((file) => file.text.trim() !== "");
}

/** The paths of the `.hbs` files below a folder. */
export function templatesBelow(templates: Files, folder: string): string[] {
  return templates.list(folder).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.folder) return templatesBelow(templates, path);
    return entry.name.endsWith(".hbs") ? [path] : [];
  });
}
