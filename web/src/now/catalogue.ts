/* The rows of the job `catalogue`, as CSV: read once, kept in columns. */
import type { Elements } from "./core";

/** Words of which an object has one, by number; word 0 is "", for none. */
export interface Words {
    words: string[];
    of: Uint16Array;
}

export interface Record {
    id: number;
    name: string;
    designator: string;
    kind: string;
    owner: string;
    program: string;
    launch: string;
    document: string;
    epoch: string;
    period_min: number;
    incl_deg: number;
    eccentricity: number;
    perigee_km: number | null;
    apogee_km: number | null;
    source: string;
}

function cellsOf(line: string): string[] {
    if (!line.includes('"')) return line.split(",");
    const cells: string[] = [];
    const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/y;
    for (let found = cell.exec(line); found; found = cell.exec(line)) {
        cells.push(found[1] !== undefined ? found[1].replaceAll('""', '"') : (found[2] ?? ""));
        if (found[3] !== ",") break;
    }
    return cells;
}

/* A value that begins like a formula is written with an apostrophe before it, for spreadsheets. */
function plainText(cell: string): string {
    return cell.startsWith("'") ? cell.slice(1) : cell;
}

class Dictionary implements Words {
    words = [""];
    of: Uint16Array;
    private numbers = new Map([["", 0]]);
    constructor(count: number) {
        this.of = new Uint16Array(count);
    }
    take(index: number, word: string): void {
        let number = this.numbers.get(word);
        if (number === undefined && this.words.length < 65535) {
            number = this.words.push(word) - 1;
            this.numbers.set(word, number);
        }
        this.of[index] = number ?? 0;
    }
}

export class Catalogue {
    readonly count: number;
    readonly ids: Uint32Array;
    readonly epochs_ms: Float64Array;
    readonly kind: Words;
    readonly owner: Words;
    readonly program: Words;
    private readonly lines: string[];
    private readonly columns: Map<string, number>;
    private readonly searched: string[];

    constructor(csv: string) {
        const lines = csv.split(/\r?\n/);
        const header = cellsOf(lines.shift() ?? "");
        while (lines.length && !lines[lines.length - 1]) lines.pop();
        this.lines = lines;
        this.count = lines.length;
        this.columns = new Map(header.map((name, i) => [name, i]));
        for (const name of ["NORAD_CAT_ID", "EPOCH", "MEAN_MOTION", "BSTAR"])
            if (this.count && !this.columns.has(name)) throw new Error(`the catalogue has no column ${name}`);
        this.ids = new Uint32Array(this.count);
        this.epochs_ms = new Float64Array(this.count);
        this.kind = new Dictionary(this.count);
        this.owner = new Dictionary(this.count);
        this.program = new Dictionary(this.count);
        this.searched = new Array(this.count);
    }

    /** Every element set; what the page sorts by is noted on the way. */
    *elements(): Generator<Elements> {
        const at = (name: string) => this.columns.get(name) ?? -1;
        const [id, epoch, motion, ecc, incl, node, perigee, anomaly, bstar, type] = [
            "NORAD_CAT_ID",
            "EPOCH",
            "MEAN_MOTION",
            "ECCENTRICITY",
            "INCLINATION",
            "RA_OF_ASC_NODE",
            "ARG_OF_PERICENTER",
            "MEAN_ANOMALY",
            "BSTAR",
            "EPHEMERIS_TYPE",
        ].map(at) as [number, number, number, number, number, number, number, number, number, number];
        const [name, designator, kind, owner, program] = [
            "OBJECT_NAME",
            "OBJECT_ID",
            "KIND",
            "OWNER",
            "PROGRAM",
        ].map(at) as [number, number, number, number, number];
        for (let i = 0; i < this.count; i++) {
            const c = cellsOf(this.lines[i]!);
            const text = (k: number) => c[k] ?? "";
            this.ids[i] = +text(id);
            this.epochs_ms[i] = Date.parse(text(epoch).slice(0, 23) + "Z");
            (this.kind as Dictionary).take(i, plainText(text(kind)));
            (this.owner as Dictionary).take(i, plainText(text(owner)));
            (this.program as Dictionary).take(i, plainText(text(program)));
            this.searched[i] = `${text(id)}\n${text(name)}\n${text(designator)}`.toLowerCase();
            yield {
                id: this.ids[i]!,
                epoch: text(epoch),
                mean_motion_rev_day: +text(motion),
                eccentricity: +text(ecc),
                incl_deg: +text(incl),
                raan_deg: +text(node),
                argp_deg: +text(perigee),
                mean_anomaly_deg: +text(anomaly),
                bstar_per_er: +text(bstar),
                ephemeris_type: +text(type),
            };
        }
    }

    record(index: number): Record {
        const c = cellsOf(this.lines[index]!);
        const text = (name: string) => plainText(c[this.columns.get(name) ?? -1] ?? "");
        const real = (name: string) => (text(name) === "" ? null : Number(text(name)));
        return {
            id: this.ids[index]!,
            name: text("OBJECT_NAME"),
            designator: text("OBJECT_ID"),
            kind: text("KIND"),
            owner: text("OWNER"),
            program: text("PROGRAM"),
            launch: text("LAUNCH"),
            document: text("UN_DOCUMENT"),
            epoch: text("EPOCH"),
            period_min: Number(text("PERIOD")),
            incl_deg: Number(text("INCLINATION")),
            eccentricity: Number(text("ECCENTRICITY")),
            perigee_km: real("PERIGEE"),
            apogee_km: real("APOGEE"),
            source: text("DATA_SOURCE"),
        };
    }

    indexOf(id: number): number {
        return this.ids.indexOf(id);
    }

    /** Objects whose number begins with the text, then those whose name or designator holds it. */
    search(text: string, most: number): number[] {
        const wanted = text.trim().toLowerCase();
        if (!wanted) return [];
        const first: number[] = [];
        const rest: number[] = [];
        for (let i = 0; i < this.count && first.length < most; i++) {
            const line = this.searched[i]!;
            if (line.startsWith(wanted) || line.includes(`\n${wanted}`)) first.push(i);
            else if (rest.length < most && line.includes(wanted)) rest.push(i);
        }
        return [...first, ...rest].slice(0, most);
    }
}
