import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of demo-app. */
export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** What the image runs. */
export const BUNDLE = join(PROJECT, "dist", "main.cjs");
