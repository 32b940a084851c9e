import type {} from "handlebars";

/** The options of every template: values go in as they are, and a name without a value is an error. */
export const OPTIONS: CompileOptions = { noEscape: true, strict: true };

/**
 * Templates by their text, as the build compiled them (scripts/build.mjs replaces this
 * module): compiling takes longer than all the rest of a plan. A template that was edited
 * since is not in here, and is compiled when it is used.
 */
export const PRECOMPILED: ReadonlyMap<string, TemplateSpecification> = new Map();
