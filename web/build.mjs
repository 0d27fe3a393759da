// Builds the scripts and styles of the report and of the application into the Python package, and writes down
// what is in them. The same lock file gives the same bytes: tests/report/test_bundle.py rebuilds and compares.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = process.argv[2] ?? fileURLToPath(new URL("../src/detente", import.meta.url));

// One self-contained page takes the first inline; the application's pages link to the second.
await bundle("src/main.ts", "src/app.css", `${root}/report/static`);
await bundle("src/live/main.ts", "src/live/live.css", `${root}/app/static`);

async function bundle(entry, sheet, out) {
  mkdirSync(out, { recursive: true });

  const common = {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
  };
  const script = await build({
    ...common,
    entryPoints: [entry],
    format: "iife",
    target: ["chrome111", "firefox115", "safari16.4"],
  });
  const style = await build({ ...common, entryPoints: [sheet], target: ["chrome111", "firefox115", "safari16.4"] });

  const files = { "app.js": script.outputFiles[0].text, "app.css": style.outputFiles[0].text };
  for (const [name, text] of Object.entries(files)) {
    if (/<\/(script|style)/i.test(text)) throw new Error(`${name} holds an end tag and cannot be inlined`);
    if (/https?:\/\/(?!www\.w3\.org\/)/.test(text)) console.warn(`${name} holds an address; the page's policy forbids its use`);
    writeFileSync(`${out}/${name}`, text);
  }

  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const lock = readFileSync(`${here}/package-lock.json`, "utf8");
  const packages = JSON.parse(lock).packages;
  const folder = (input) => input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
  const seen = new Set(Object.keys(script.metafile.inputs).map(folder));
  const used = new Set();
  for (const [input, { bytesInOutput }] of Object.entries(Object.values(script.metafile.outputs)[0].inputs)) {
    if (folder(input) && bytesInOutput) used.add(folder(input));
  }
  // A package that ships already bundled carries its own dependencies inside: they are no inputs of ours, but count.
  for (const path of [...used]) {
    for (const name of Object.keys(packages[path].dependencies ?? {})) {
      if (!seen.has(`node_modules/${name}`)) used.add(`node_modules/${name}`);
    }
  }
  const vendor = {
    bundle: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { sha256: sha256(text), bytes: Buffer.byteLength(text) }])),
    lock: { "web/package-lock.json": sha256(lock) },
    packages: [...used].sort().map((path) => ({
      name: path.replace("node_modules/", ""),
      version: packages[path].version,
      licence: packages[path].license,
    })),
  };

  // The licences ask that their text travels with every copy: one file in the package, a short notice in the page.
  const texts = new Map();
  for (const path of [...used].sort()) {
    const file = readdirSync(`${here}/${path}`).find((name) => /^licen[cs]e/i.test(name));
    if (!file) throw new Error(`${path} has no licence file`);
    const text = readFileSync(`${here}/${path}/${file}`, "utf8").trim().replace(/\r\n/g, "\n");
    texts.set(text, [...(texts.get(text) ?? []), `${path.replace("node_modules/", "")} ${packages[path].version}`]);
  }
  const licences = [...texts].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join(`\n${"-".repeat(72)}\n\n`);
  writeFileSync(`${out}/LICENCES.txt`, `Third-party code in app.js\n\n${licences}`);
  vendor.licences = { "LICENCES.txt": sha256(`Third-party code in app.js\n\n${licences}`) };
  writeFileSync(`${out}/VENDOR.json`, `${JSON.stringify(vendor, null, 2)}\n`);
}
