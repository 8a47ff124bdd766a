/**
 * Holds who may import whom: lib ← components ← features ← app, and no feature another one.
 * Within lib, `room` knows nothing of the rest: it moves between rooms, whoever's API names them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = join(dirname(fileURLToPath(import.meta.url)), "..", "src");
const LAYERS = ["lib", "components", "features", "app"];
const IMPORT = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

const problems = readdirSync(SRC, { recursive: true })
  .map((file) => file.split(sep).join("/"))
  .filter((file) => /\.tsx?$/.test(file))
  .flatMap((file) =>
    importsOf(file).flatMap((target) => {
      const problem = complaint(file, target);
      return problem ? [`src/${file}: ${problem} (${target})`] : [];
    }),
  );

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log("Imports: lib ← components ← features ← app, and no feature another one.");

/** The project's own modules that a file imports, as paths below src. */
function importsOf(file) {
  const text = readFileSync(join(SRC, file), "utf8");
  return [...text.matchAll(IMPORT)].flatMap(([, name]) => {
    if (name.startsWith("@/")) return [name.slice(2)];
    if (!name.startsWith(".")) return [];
    return [posix.normalize(posix.join(posix.dirname(file), name))];
  });
}

function complaint(file, target) {
  const [layer, part] = file.split("/");
  const [targetLayer, targetPart] = target.split("/");
  if (!LAYERS.includes(targetLayer)) return null;
  if (LAYERS.indexOf(targetLayer) > LAYERS.indexOf(layer)) {
    return `${layer} must not know ${targetLayer}`;
  }
  if (layer === "features" && targetLayer === "features" && part !== targetPart) {
    return `the feature ${part} must not import the feature ${targetPart}`;
  }
  if (layer === "lib" && part === "room" && !target.startsWith("lib/room")) {
    return "lib/room must stand alone";
  }
  return null;
}
