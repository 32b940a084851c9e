import { execFileSync } from "node:child_process";
import { PROJECT } from "./project.ts";

/** Builds the bundle once, before the first test. */
export default function setup(): void {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: PROJECT, stdio: "inherit" });
}
