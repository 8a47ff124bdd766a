/**
 * Holds the caller's page to its budget: the JavaScript a browser loads before Join call is pressed,
 * gzip-compressed. Reads the export, so build first. Exits with 1 when it is over.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const PAGE = "index.html";
const LIMIT_KB = 130;

const out = new URL("../out/", import.meta.url);
const html = readFileSync(new URL(PAGE, out), "utf8");

// Browsers that know modules, so all that can do WebRTC, skip scripts marked `nomodule`.
const files = [...html.matchAll(/<script\b([^>]*)>/gi)]
  .map(([, attributes]) => attributes)
  .filter((attributes) => !/\bnomodule\b/i.test(attributes))
  .flatMap((attributes) => attributes.match(/\bsrc="\/([^"]+)"/)?.[1] ?? []);
const preloaded = [...html.matchAll(/<link\b[^>]*\bas="script"[^>]*\bhref="\/([^"]+)"/gi)].map(
  ([, href]) => href,
);

const sizes = [...new Set([...files, ...preloaded])].map((file) => ({
  file,
  bytes: gzipSync(readFileSync(new URL(file, out)), { level: 9 }).length,
}));
if (sizes.length === 0) {
  console.error(`No scripts found in out/${PAGE}; was the frontend built?`);
  process.exit(1);
}

for (const { file, bytes } of sizes) console.log(`${kb(bytes).padStart(8)} kB  ${file}`);
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`${kb(total).padStart(8)} kB  in all, of ${LIMIT_KB} kB`);
if (total > LIMIT_KB * 1000) {
  console.error(`The caller's page loads more than ${LIMIT_KB} kB of JavaScript before Join call.`);
  process.exit(1);
}

function kb(bytes) {
  return (bytes / 1000).toFixed(1);
}
