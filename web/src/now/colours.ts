/* What a point's colour tells: up to nine groups of objects, each with a colour on a light and on a dark sky. */
import type { Summary, } from "./messages";
import type { Words } from "./catalogue";

export const schemes = { kind: "Kind", state: "State", programme: "Programme", age: "Age of elements" } as const;
export type Scheme = keyof typeof schemes;

export interface Group {
    name: string;
    colour: number; // place in the palette
    count: number;
}

export interface Grouping {
    groups: Group[];
    of: Uint8Array; // the group of each object
}

export type Colour = [number, number, number];

/* Told apart by eyes that see fewer hues too: they differ in lightness as well. The last is for what is not known. */
const onLight = ["#0b5fb0", "#b8441a", "#1f7a4d", "#8e3fa0", "#8a6a00", "#c2185b", "#00758a", "#4a4fb5", "#7d8790"];
const onDark = ["#6cb6ff", "#ff9a62", "#7ddf9f", "#dc9bf0", "#f2d04f", "#ff85b3", "#5fdde8", "#a9b1ff", "#93a0ad"];
const ages = { light: ["#1f7a4d", "#0b5fb0", "#8a6a00", "#b8441a", "#a3262a", "#6d1740"], dark: ["#7ddf9f", "#6cb6ff", "#f2d04f", "#ff9a62", "#ff7a7a", "#d98bd0"] };
export const NOT_KNOWN = 8;

export function palette(scheme: Scheme, dark: boolean): string[] {
    const all = dark ? onDark : onLight;
    return scheme === "age" ? [...(dark ? ages.dark : ages.light), all[6]!, all[7]!, all[8]!] : all;
}

export function rgb(hex: string): Colour {
    const n = parseInt(hex.slice(1), 16);
    return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

/* The most frequent words have a colour each, the rest share one. */
function byWords(words: Words, count: number, none: string): Grouping {
    const sizes = new Uint32Array(words.words.length);
    for (let i = 0; i < count; i++) sizes[words.of[i]!]!++;
    const ranked = [...sizes.keys()].filter((w) => w > 0 && sizes[w]! > 0).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
    const named = ranked.length > 8 ? ranked.slice(0, 7) : ranked;
    const groups: Group[] = named.map((w, k) => ({ name: words.words[w]!, colour: k, count: sizes[w]! }));
    const others = ranked.slice(named.length);
    const groupOf = new Uint8Array(words.words.length);
    named.forEach((w, k) => (groupOf[w] = k));
    if (others.length) {
        others.forEach((w) => (groupOf[w] = groups.length));
        const size = others.reduce((sum, w) => sum + sizes[w]!, 0);
        groups.push({ name: `${others.length} others`, colour: 7, count: size });
    }
    if (sizes[0]) {
        groupOf[0] = groups.length;
        groups.push({ name: none, colour: NOT_KNOWN, count: sizes[0] });
    }
    return { groups, of: words.of.slice(0, count).reduce((of, w, i) => ((of[i] = groupOf[w]!), of), new Uint8Array(count)) };
}

const bounds_d = [1, 3, 7, 14, 30];

function byAge(summary: Summary, at_ms: number): Grouping {
    const names = ["below 1 day", "1 to 3 days", "3 to 7 days", "7 to 14 days", "14 to 30 days", "over 30 days"];
    const groups: Group[] = names.map((name, colour) => ({ name, colour, count: 0 }));
    const of = new Uint8Array(summary.count);
    for (let i = 0; i < summary.count; i++) {
        const days = Math.abs(at_ms - summary.epochs_ms[i]!) / 86_400_000;
        let k = 0;
        while (k < bounds_d.length && days >= bounds_d[k]!) k++;
        of[i] = k;
        groups[k]!.count++;
    }
    return { groups, of };
}

export function grouping(scheme: Scheme, summary: Summary, at_ms: number): Grouping {
    if (scheme === "age") return byAge(summary, at_ms);
    const words = { kind: summary.kind, state: summary.owner, programme: summary.program }[scheme];
    const none = { kind: "not in the list", state: "no State known", programme: "no programme known" }[scheme];
    return byWords(words, summary.count, none);
}
