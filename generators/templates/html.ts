import Handlebars from "handlebars";
import type { Files } from "../tree/tree.ts";

/**
 * Renders the template `<folder>/<name>.hbs` as HTML; the folder's other templates are partials
 * by their names. What `{{value}}` inserts is escaped, for text and for attributes alike; a name
 * that is not given is an error, except as a condition.
 * @throws Error for a fault in a template, which is a defect.
 */
export function renderHtml(templates: Files, folder: string, name: string, values: object): string {
  const engine = Handlebars.create();
  const options = { strict: true, knownHelpersOnly: true, preventIndent: true };
  for (const { name: file } of templates.list(folder)) {
    if (!file.endsWith(".hbs")) continue;
    const source = templates.read(`${folder}/${file}`) ?? "";
    engine.registerPartial(file.slice(0, -".hbs".length), engine.compile(source, options));
  }
  return (engine.partials[name] as Handlebars.TemplateDelegate)(values);
}
