/** The rows behind the figures that the page's script draws. */

import type { Data } from "../data";
import type { Suppliers } from "./menu";
import type { Cell } from "./table";

const CLASSES = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];

export function suppliersOf(data: Data): Suppliers {
  return {
    timeline: () => ({
      columns: ["pair", "start", "end", "date", "event", "status", "class", "intensity"],
      rows: (data.timeline ?? []).flatMap((row) =>
        row.events.flatMap((place) => {
          const event = data.events[place];
          return event ? [[row.label, event.start, event.end, event.date, event.label, event.status, CLASSES[event.quad] ?? "", event.intensity]] : [];
        }),
      ),
    }),
    network: () => {
      const names = new Map((data.nodes ?? []).map((node) => [node.id, node.name]));
      return {
        columns: ["a", "b", "name_a", "name_b", "n_events", "mean_intensity"],
        rows: (data.ties ?? []).map((tie) => [tie.source, tie.target, names.get(tie.source) ?? "", names.get(tie.target) ?? "", tie.n, tie.warmth]),
      };
    },
    system: () => ({
      columns: ["period", "when", "pair", "sign", "level", "probability_of_sign", "sure", "in_the_news", "camps"],
      rows: (data.system?.frames ?? []).flatMap((frame): Cell[][] =>
        frame.ties.length
          ? frame.ties.map(([pair, sign, , , sure, told, level, share]) => {
              const [first, second, , names] = data.system?.pairs[pair] ?? [0, 0, "", ""];
              return [frame.label, frame.when, names, sign, plain(level), share, sure === 1, told === 1, [frame.camps[first] || "-", frame.camps[second] || "-"].join("/")];
            })
          : [[frame.label, frame.when, null, null, null, null, null, null, null]],
      ),
    }),
  };
}

/** A number that was written for readers. */
function plain(words: string): number | string {
  const value = Number(words.replace("\u2212", "-"));
  return Number.isFinite(value) ? value : words;
}
