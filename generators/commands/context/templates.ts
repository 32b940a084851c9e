import { resolve } from "node:path";
import type { Files } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { type Templates, versionOf } from "../../edit/templates/version.ts";
import { openFolder } from "../../platform/disk/disk.ts";
import { commitOf, filesOf } from "../../platform/git/commit-files.ts";
import { commitsOf, isShallow } from "../../platform/git/history.ts";

/** A commit's id in place of a version, shortened or not. */
const COMMIT = /^[0-9a-f]{7,64}$/;

/** The templates of a project: from the disk as they are, from its git history as they were. */
export function openTemplates(project: string): Templates {
  const root = resolve(project, "templates");
  const commits = new Map<string, Files>();
  // Many units have one version: its commit is looked for once.
  const known = new Map<string, Files>();
  const filesAt = (commit: string) => {
    const files = commits.get(commit) ?? filesOf(root, commit);
    commits.set(commit, files);
    return files;
  };
  const find = (version: string, folder: string): Files => {
    const history = commitsOf(root, folder);
    const found = history.find((commit) => versionOf(filesAt(commit), folder) === version);
    if (found !== undefined) return filesAt(found);
    if (COMMIT.test(version)) {
      try {
        return filesAt(commitOf(root, version));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
    throw UserError.of(
      "templates",
      `No commit here has templates/${folder}/ in the version ${version}.`,
      {
        hint: isShallow(root)
          ? "This clone has a part of the history only: git fetch --unshallow (in CI, fetch-depth: 0)."
          : "They were changed again before they were committed, or that commit is gone. Put the id of the commit that comes nearest into the record, as `templates`.",
      },
    );
  };
  return {
    ...openFolder(root),
    at(version, folder) {
      const key = `${folder} ${version}`;
      const files = known.get(key) ?? find(version, folder);
      known.set(key, files);
      return files;
    },
  };
}
