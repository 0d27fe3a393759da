// Makes the areas of the map from Natural Earth: simplified, cut at the antimeridian, each state with its code.
// Writes src/detente/pages/data/world.json; `python scripts/provenance.py` then writes its hash.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { geoArea, geoEquirectangular, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = `${here}../src/detente`;
const world = JSON.parse(readFileSync(`${here}node_modules/world-atlas/countries-50m.json`, "utf8"));
const LEAST = 5e-7; // steradians that a point must stand out
const SMALL = 5e-6; // steradians of an island that is kept; of a state's largest piece no matter
const UNIT = 50; // to a degree

// Names of Natural Earth that are not ours.
const NAMES = {
  "Antigua and Barb.": "ATG", "Bosnia and Herz.": "BIH", "Cabo Verde": "CPV", "Central African Rep.": "CAF", Congo: "COG",
  "Dem. Rep. Congo": "COD", "Dominican Rep.": "DOM", "Eq. Guinea": "GNQ", eSwatini: "SWZ", Macao: "MAC", Macedonia: "MKD",
  "Marshall Is.": "MHL", "S. Sudan": "SSD", "Solomon Is.": "SLB", "St. Kitts and Nevis": "KNA", "St. Vin. and Gren.": "VCT",
  "São Tomé and Principe": "STP", "United States of America": "USA", "W. Sahara": "ESH", Vatican: "VAT", Turkey: "TUR",
  "Hong Kong": "HKG", Czechia: "CZE", "Côte d'Ivoire": "CIV", "Timor-Leste": "TLS",
};
const states = new Map();
for (const line of readFileSync(`${root}/actors/data/states.csv`, "utf8").split(/\r?\n/).slice(1)) {
  const [actor, name] = line.split(",");
  if (actor) states.set(name, actor);
}

let topology = presimplify(world, sphericalTriangleArea);
topology = simplify(topology, LEAST);
const flat = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).precision(0);
const shapes = [];
for (const one of feature(topology, topology.objects.countries).features) {
  if (one.properties.name === "Antarctica") continue;
  const parts = one.geometry.type === "Polygon" ? [one.geometry.coordinates] : one.geometry.coordinates;
  const sized = parts.map((part) => ({ part, area: geoArea({ type: "Polygon", coordinates: part }) })).sort((a, b) => b.area - a.area);
  const kept = sized.filter(({ area }, index) => index === 0 || (area > SMALL && area < 6)).map(({ part }) => part);
  const rings = [];
  geoPath(flat, {
    moveTo: (x, y) => rings.push([[x, y]]),
    lineTo: (x, y) => rings.at(-1).push([x, y]),
    closePath: () => {},
    arc: () => {},
    beginPath: () => {},
  })({ type: "MultiPolygon", coordinates: kept });
  const name = one.properties.name;
  shapes.push({ id: NAMES[name] ?? states.get(name) ?? "", name, rings: rings.map(pack).filter((ring) => ring.length >= 6) });
}
shapes.sort((a, b) => (a.name < b.name ? -1 : 1));

/** Units of a degree, each point less the one before; y up. */
function pack(ring) {
  const out = [];
  let [px, py] = [0, 0];
  for (const [x, y] of ring) {
    const [qx, qy] = [Math.round(x * UNIT), Math.round(-y * UNIT)];
    if (out.length && qx === px && qy === py) continue;
    out.push(qx - px, qy - py);
    [px, py] = [qx, qy];
  }
  return out;
}

const lost = [...states].filter(([, actor]) => !shapes.some((shape) => shape.id === actor)).map(([, actor]) => actor);
const out = { borders: "Natural Earth, de facto", unit: UNIT, shapes };
const text = `${JSON.stringify(out).replaceAll('{"id"', '\n{"id"')}\n`;
writeFileSync(`${root}/pages/data/world.json`, text);
console.log(`${Buffer.byteLength(text)} bytes, ${shapes.reduce((n, s) => n + s.rings.reduce((m, r) => m + r.length / 2, 0), 0)} points`);
console.log(`no area: ${lost.join(" ")}`);
console.log(`no state: ${shapes.filter((shape) => !shape.id).map((shape) => shape.name).join(", ")}`);
