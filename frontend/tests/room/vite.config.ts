import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** `vite build --config tests/room/vite.config.ts --outDir DIR` */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  resolve: { alias: { "@": fileURLToPath(new URL("../../src", import.meta.url)) } },
  build: { emptyOutDir: true, target: "es2022" },
});
