import { existsSync, readFileSync } from "node:fs";

/**
 * Whether a process runs no more. One that has ended and that its parent has not waited
 * for (state Z) still has its number: in a container nobody may wait for orphans.
 */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const status = `/proc/${pid}/status`;
  return existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, "utf8"));
}
