/* What the page and its worker say to each other. */
import type { Record, Words } from "./catalogue";

export interface Summary {
    count: number;
    ids: Uint32Array;
    epochs_ms: Float64Array;
    kind: Words;
    owner: Words;
    program: Words;
}

/** Position (Mm) and velocity (Mm/s) of every object, TEME, six numbers each; all zero where there is no state. */
export interface Frame {
    at_ms: number;
    gmst_rad: number;
    missing: number;
    states: Float32Array;
}

export interface Neighbour {
    index: number;
    id: number;
    name: string;
    distance_km: number;
    speed_km_s: number;
}

export interface Place {
    lat_deg: number;
    lon_deg: number;
    height_km: number;
    speed_km_s: number;
    status: number; // 0, or why there is no state
}

/** One turn of an orbit: in TEME (Mm) as it is drawn about the Earth, and over the ground (degrees east, north). */
export interface Track {
    inertial: Float32Array;
    ground: Float32Array;
}

export interface Questions {
    load: { ask: { core: string; rows: string }; answer: Summary };
    frame: { ask: { at_ms: number }; answer: Frame };
    record: { ask: { index: number }; answer: Record };
    search: { ask: { text: string; most: number }; answer: { index: number; record: Record }[] };
    track: { ask: { index: number; at_ms: number }; answer: Track };
    place: { ask: { index: number; at_ms: number }; answer: Place };
    neighbours: { ask: { index: number; at_ms: number; most: number }; answer: Neighbour[] };
}

export type Name = keyof Questions;
export interface Asked {
    number: number;
    name: Name;
    ask: Questions[Name]["ask"];
}
export interface Answered {
    number: number;
    answer?: Questions[Name]["answer"];
    problem?: string;
}
