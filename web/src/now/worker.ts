/* The worker: fetches the catalogue, and answers for where everything is. The page's own thread computes no orbit. */
import { Catalogue } from "./catalogue";
import { Core } from "./core";
import type { Answered, Asked, Frame, Name, Neighbour, Place, Questions, Summary, Track } from "./messages";

const DEGREES = 180 / Math.PI;
let core: Core;
let catalogue: Catalogue;

async function rowsOf(address: string): Promise<string> {
    const answer = await fetch(address, { headers: { Accept: "text/csv" } });
    const text = await answer.text();
    if (answer.ok) return text;
    let why = "";
    try {
        why = JSON.parse(text).error;
    } catch {
        /* not the server's own words */
    }
    throw new Error(why || `the server answers ${answer.status}`);
}

async function load({ core: address, rows }: Questions["load"]["ask"]): Promise<Summary> {
    const [loaded, csv] = await Promise.all([Core.load(address), rowsOf(rows)]);
    core = loaded;
    catalogue = new Catalogue(csv);
    core.fill(catalogue.elements(), catalogue.count);
    const { count, ids, epochs_ms } = catalogue;
    const words = ({ words, of }: { words: string[]; of: Uint16Array }) => ({ words, of });
    return {
        count,
        ids,
        epochs_ms,
        kind: words(catalogue.kind),
        owner: words(catalogue.owner),
        program: words(catalogue.program),
    };
}

function frame({ at_ms }: { at_ms: number }): Frame {
    const { r_km, v_km_s, statuses } = core.states(at_ms);
    const states = new Float32Array(6 * core.count);
    let missing = 0;
    for (let i = 0, to = 0; i < core.count; i++) {
        if (statuses[i] !== 0) missing++;
        for (let k = 0; k < 3; k++) states[to++] = r_km[3 * i + k]! / 1000;
        for (let k = 0; k < 3; k++) states[to++] = v_km_s[3 * i + k]! / 1000;
    }
    return { at_ms, gmst_rad: core.gmst(at_ms), missing, states };
}

/* Earth-fixed latitude, longitude (degrees) and height (km) of a TEME position. */
function over(x: number, y: number, z: number, at_ms: number): [number, number, number] {
    const turn = core.gmst(at_ms);
    const c = Math.cos(turn);
    const s = Math.sin(turn);
    const [lat, lon, height] = core.geodetic(c * x + s * y, c * y - s * x, z);
    return [lat * DEGREES, lon * DEGREES, height];
}

function place({ index, at_ms }: { index: number; at_ms: number }): Place {
    const { r_km, v_km_s, statuses } = core.track(index, at_ms, 0, 1);
    const status = statuses[0]!;
    const [x, y, z] = r_km as unknown as [number, number, number];
    const speed_km_s = Math.hypot(v_km_s[0]!, v_km_s[1]!, v_km_s[2]!);
    const [lat_deg, lon_deg, height_km] = status === 0 ? over(x, y, z, at_ms) : [0, 0, 0];
    return { lat_deg, lon_deg, height_km, speed_km_s, status };
}

/* A turn about the instant, as many points as keep it smooth. */
function track({ index, at_ms }: { index: number; at_ms: number }): Track {
    const { period_min, eccentricity } = catalogue.record(index);
    const points = eccentricity > 0.3 ? 721 : 361;
    const step_ms = (period_min * 60_000) / (points - 1);
    const start = at_ms - (step_ms * (points - 1)) / 2;
    const { r_km, statuses } = core.track(index, start, step_ms, points);
    const at = Float64Array.from(r_km);
    const fine = Int8Array.from(statuses);
    const inertial: number[] = [];
    const ground: number[] = [];
    for (let k = 0; k < points; k++) {
        if (fine[k] !== 0) continue;
        const [x, y, z] = at.subarray(3 * k, 3 * k + 3) as unknown as [number, number, number];
        inertial.push(x / 1000, y / 1000, z / 1000);
        const [lat, lon] = over(x, y, z, start + k * step_ms);
        ground.push(lon, lat);
    }
    return { inertial: Float32Array.from(inertial), ground: Float32Array.from(ground) };
}

function neighbours({ index, at_ms, most }: { index: number; at_ms: number; most: number }): Neighbour[] {
    const { r_km: r, v_km_s: v, statuses } = core.states(at_ms);
    if (statuses[index] !== 0) return [];
    const away = (a: Float64Array, i: number) =>
        Math.hypot(
            a[3 * i]! - a[3 * index]!,
            a[3 * i + 1]! - a[3 * index + 1]!,
            a[3 * i + 2]! - a[3 * index + 2]!,
        );
    const nearest: [number, number][] = [];
    for (let i = 0; i < core.count; i++) {
        if (i === index || statuses[i] !== 0) continue;
        const distance = away(r, i);
        if (nearest.length === most && distance >= nearest[most - 1]![0]) continue;
        nearest.push([distance, i]);
        nearest.sort((a, b) => a[0] - b[0]);
        if (nearest.length > most) nearest.pop();
    }
    return nearest.map(([distance_km, i]) => ({
        index: i,
        id: catalogue.ids[i]!,
        name: catalogue.record(i).name,
        distance_km,
        speed_km_s: away(v, i),
    }));
}

const answers: { [N in Name]: (ask: never) => Questions[N]["answer"] | Promise<Questions[N]["answer"]> } = {
    load,
    frame,
    place,
    track,
    neighbours,
    record: ({ index }: { index: number }) => catalogue.record(index),
    search: ({ text, most }: { text: string; most: number }) =>
        catalogue.search(text, most).map((index) => ({ index, record: catalogue.record(index) })),
};

onmessage = async ({ data }: MessageEvent<Asked>) => {
    const reply: Answered = { number: data.number };
    try {
        reply.answer = await answers[data.name](data.ask as never);
    } catch (problem) {
        reply.problem = problem instanceof Error ? problem.message : String(problem);
    }
    const states = (reply.answer as Frame | undefined)?.states;
    postMessage(reply, { transfer: states ? [states.buffer] : [] });
};
