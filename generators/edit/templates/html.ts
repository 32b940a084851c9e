import Handlebars from "handlebars";
import type { Files } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";

/**
 * Renders the template `<folder>/<name>.hbs` as HTML; the folder's other templates are partials
 * by their names. What `{{value}}` inserts is escaped, for text and for attributes alike.
 * @throws UserError that names the folder, when a template has a fault or inserts a value that it
 * is not given. (Handlebars takes a condition on such a value for false.)
 */
export function renderHtml(templates: Files, folder: string, name: string, values: object): string {
  const engine = Handlebars.create();
  const options = { strict: true, knownHelpersOnly: true, preventIndent: true };
  for (const { name: file } of templates.list(folder)) {
    if (!file.endsWith(".hbs")) continue;
    const source = templates.read(`${folder}/${file}`) ?? "";
    engine.registerPartial(file.slice(0, -".hbs".length), engine.compile(source, options));
  }
  try {
    return engine.compile(`{{> ${name}}}`, options)(values);
  } catch (error) {
    throw UserError.of("template", `templates/${folder}/: ${(error as Error).message}`);
  }
}
