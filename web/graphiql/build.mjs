// Bundles GraphiQL into dist/. The result depends on package-lock.json and src/ alone, so that CI
// can tell whether what is committed is what they make.
import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
rmSync(dist, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { graphiql: "src/main.jsx" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  charset: "utf8",
  legalComments: "none", // the licences go into a file of their own, below
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".woff2": "dataurl", ".woff": "dataurl", ".ttf": "dataurl", ".svg": "dataurl" },
  metafile: true,
  logLevel: "warning",
});

// Every package that has something in the bundle, with its licence.
const packages = new Set();
for (const output of Object.values(metafile.outputs)) {
  for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
    const found = input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/);
    if (found && bytesInOutput > 0) packages.add(found[0]);
  }
}
const notices = [...packages].sort().map((path) => {
  const { name, version, license } = JSON.parse(readFileSync(join(here, path, "package.json"), "utf8"));
  const file = readdirSync(join(here, path)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(here, path, file), "utf8").replaceAll("\r\n", "\n").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(dist, "LICENSES.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
