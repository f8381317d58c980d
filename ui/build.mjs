// Builds what the product serves from css/, js/, fonts/, static/ and the icon list. `node build.mjs theme`
// first takes over the theme that the Designsystemet CLI made. The results are committed, so that nobody
// who only runs Kaganek needs Node; the same sources give the same bytes.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const OUT = "../src/kaganek/core/static/ui";
const ICONS = "../src/kaganek/core/icons.json";

if (process.argv[2] === "theme") {
  // The CLI writes a second type family that we do not use.
  let css = readFileSync("build-theme/kaganek.css", "utf8");
  css = css.replace(/@layer ds\.theme\.typography\.secondary \{[\s\S]*?\n\}\n(?=@layer)/, "");
  // Dark is for screens: a page printed from dark mode must not come out white on white.
  css = css.replaceAll("@media (prefers-color-scheme: dark)", "@media screen and (prefers-color-scheme: dark)");
  css = css.replace(/(\[data-color-scheme="dark"\] \{[\s\S]*?\n\})/, "@media screen {\n$1\n}");
  css = css.replaceAll("--ds-font-family: Kaganek Sans;",
    '--ds-font-family: "Kaganek Sans", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;');
  writeFileSync("css/theme.css", css);
}

// Icons: Lucide shapes in one JSON that the template tag {% icon %} puts inline (no request, currentColor).
const names = [...new Set(readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean))].sort();
const icons = {};
for (const name of names) {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  icons[name] = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "")
    .replace(/\s*\n\s*/g, "").replace(/\s*\/>/g, "/>").trim();
}
writeFileSync(ICONS, JSON.stringify(icons, null, 1) + "\n");

rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/fonts`, { recursive: true });
await build({
  entryPoints: { kaganek: "css/app.css" }, outdir: OUT, bundle: true, minify: true,
  external: ["*.woff2"], target: ["chrome120", "firefox121", "safari17"], logLevel: "warning",
});
await build({
  entryPoints: { kaganek: "js/app.js" }, outdir: OUT, bundle: true, minify: true, format: "iife",
  target: ["es2020"], logLevel: "warning",
});
cpSync("node_modules/htmx.org/dist/htmx.min.js", `${OUT}/htmx.min.js`);
cpSync("fonts", `${OUT}/fonts`, { recursive: true });
cpSync("static", OUT, { recursive: true });

// Every licence asks that its text travels with the files.
const texts = ["@digdir/designsystemet-css", "lucide-static", "htmx.org", "@fontsource-variable/source-sans-3"].map((name) =>
  `${"=".repeat(78)}\n${name}\n${"=".repeat(78)}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`);
writeFileSync(`${OUT}/LICENSES.txt`, readFileSync("licences.txt", "utf8").trim() + "\n\n\n" + texts.join("\n\n"));

// The run-time interface of SCORM for the pages of packages: the library's own files, not bundled with anything,
// so that no other page carries them. Its maps are not shipped.
const PLAYER = "../src/kaganek/learning/static/scorm-again";
for (const name of ["scorm12", "scorm2004"]) {
  const text = readFileSync(`node_modules/scorm-again/dist/${name}.min.js`, "utf8");
  writeFileSync(`${PLAYER}/${name}.js`, text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n"));
}
writeFileSync(`${PLAYER}/LICENSES.txt`, "scorm12.js, scorm2004.js: scorm-again 3.4.3, unchanged but for the line that names its map.\n\n"
  + readFileSync("node_modules/scorm-again/LICENSE", "utf8"));

const kb = (n) => (n / 1024).toFixed(1).padStart(7) + " KB";
for (const dir of [OUT, `${OUT}/fonts`]) for (const f of readdirSync(dir)) {
  if (!/\.(css|js|woff2|svg)$/.test(f)) continue;
  const raw = readFileSync(`${dir}/${f}`);
  console.log(f.padEnd(46), "raw", kb(raw.length), " gzip", kb(gzipSync(raw, { level: 9 }).length), " br", kb(brotliCompressSync(raw).length));
}
