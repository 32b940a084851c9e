import { lstatSync, readFileSync, writeFileSync } from "node:fs";
import { UserError } from "../../base/problem/problem.ts";

/** The text of a file of the user, outside of the repository. @throws UserError */
export function readUserFile(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT"
        ? "there is no such file"
        : error instanceof TypeError
          ? "it is not UTF-8 text"
          : message;
    throw UserError.of("unreadable", `${path} can't be read: ${reason}.`);
  }
}

/**
 * Writes a file of the user, and through no symbolic link: in a checkout of a stranger's it could lead
 * anywhere. @throws UserError
 */
export function writeUserFile(path: string, text: string): void {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new Error("it is a symbolic link");
    }
    writeFileSync(path, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such folder" : message;
    throw UserError.of("unwritable", `${path} can't be written: ${reason}.`);
  }
}
