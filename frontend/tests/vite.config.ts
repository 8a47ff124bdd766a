import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** `vite build tests/PAGE --config tests/vite.config.ts --outDir DIR` */
export default defineConfig({
  base: "./",
  resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
  build: { emptyOutDir: true, target: "es2022" },
});
