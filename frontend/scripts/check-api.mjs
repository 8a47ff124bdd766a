/** Fails when src/lib/api/schema.gen.ts is not what openapi.json makes; `npm run api` renews it. */
import { readFileSync } from "node:fs";
import openapiTypescript, { astToString, COMMENT_HEADER } from "openapi-typescript";

const root = new URL("../", import.meta.url);
const fresh = astToString(await openapiTypescript(new URL("openapi.json", root)));
const kept = readFileSync(new URL("src/lib/api/schema.gen.ts", root), "utf8");

if (kept !== COMMENT_HEADER + fresh) {
  console.error("src/lib/api/schema.gen.ts is out of date. Renew it: npm run api");
  process.exit(1);
}
console.log("The API's types are those of openapi.json.");
