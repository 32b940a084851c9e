import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const AUTHOR = ["-c", "user.name=mutants", "-c", "user.email=mutants@localhost"];

function git(cwd, ...args) {
  return execFileSync("git", [...AUTHOR, ...args], { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Copies what git knows, or would know, of the project: mutants write where no program of ours would. */
export function copyProject(project, copy) {
  const listed = git(project, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const gone = new Set(git(project, "ls-files", "-z", "--deleted").split("\0"));
  for (const path of listed.split("\0").filter((each) => each !== "" && !gone.has(each))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(project, path), join(copy, path), { verbatimSymlinks: true });
  }
  symlinkSync(join(project, "node_modules"), join(copy, "node_modules"));
}

/** Notes what is in a copy, for `restore`. */
export function note(copy) {
  git(copy, "init", "--quiet");
  // .gitignore names folders: node_modules is a link here.
  git(copy, "add", "--all", "--", ".", ":!node_modules");
  git(copy, "commit", "--quiet", "--message", "Copy");
}

/** Puts back what a mutant changed in its copy. */
export function restore(copy) {
  git(copy, "reset", "--quiet", "--hard");
  git(copy, "clean", "--quiet", "--force", "-d", "--exclude=/node_modules");
}
