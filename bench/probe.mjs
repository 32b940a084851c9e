// Loaded before the generators: counts what they read, and tells their peak memory at the end.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const root = process.env.BENCH_ROOT;
const seen = { readFileSync: new Set(), readdirSync: new Set() };
for (const [name, paths] of Object.entries(seen)) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (String(path).startsWith(root)) paths.add(String(path));
    return original(path, ...rest);
  };
}
syncBuiltinESMExports();
process.on("exit", () => {
  const memory = process.resourceUsage().maxRSS / 1024;
  const counts = { memory, files: seen.readFileSync.size, folders: seen.readdirSync.size };
  fs.writeSync(2, `\nBENCH ${JSON.stringify(counts)}\n`);
});
