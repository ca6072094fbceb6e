/* The core as WebAssembly: element sets in, states out. What it computes has the bits of the native library. */

interface Exports {
    memory: WebAssembly.Memory;
    begin(count: number): number;
    instant(
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        second: number,
        ns: number,
    ): bigint;
    set(
        index: number,
        id: number,
        epoch_ns: bigint,
        mean_motion_rev_day: number,
        eccentricity: number,
        incl_deg: number,
        raan_deg: number,
        argp_deg: number,
        mean_anomaly_deg: number,
        bstar_per_er: number,
        ephemeris_type: number,
    ): void;
    prepare(julian_epoch: number): number;
    states(start_ns: bigint, step_ns: bigint, count: number): number;
    track(object: number, start_ns: bigint, step_ns: bigint, count: number): number;
    positions(): number;
    velocities(): number;
    state_statuses(): number;
    gmst(t_ns: bigint): number;
    geodetic(x_km: number, y_km: number, z_km: number): number;
}

export interface Elements {
    id: number;
    epoch: string; // UTC, as the job writes it
    mean_motion_rev_day: number;
    eccentricity: number;
    incl_deg: number;
    raan_deg: number;
    argp_deg: number;
    mean_anomaly_deg: number;
    bstar_per_er: number;
    ephemeris_type: number;
}

/** States of a moment: views of the core's memory, true until its next call. A state that failed is all zero. */
export interface States {
    r_km: Float64Array;
    v_km_s: Float64Array;
    statuses: Int8Array;
}

export class Core {
    count = 0;
    private constructor(private readonly wasm: Exports) {}

    static async load(address: string): Promise<Core> {
        const { instance } = await WebAssembly.instantiateStreaming(fetch(address), {});
        return new Core(instance.exports as unknown as Exports);
    }

    /** UTC as ISO 8601 with any number of decimals. */
    instant(utc: string): bigint {
        return this.wasm.instant(
            +utc.slice(0, 4),
            +utc.slice(5, 7),
            +utc.slice(8, 10),
            +utc.slice(11, 13),
            +utc.slice(14, 16),
            +utc.slice(17, 19),
            +utc.slice(20).replace("Z", "").padEnd(9, "0"),
        );
    }

    instantOf(unix_ms: number): bigint {
        return this.instant(new Date(unix_ms).toISOString());
    }

    /** `asScreened`: epochs as the screening and the claims hold them, see sea_screen_sgp4_options. */
    fill(sets: Iterable<Elements>, count: number, asScreened = false): void {
        if (this.wasm.begin(count) !== 0) throw new Error("no memory for the catalogue");
        let i = 0;
        for (const e of sets)
            this.wasm.set(
                i++,
                e.id,
                this.instant(e.epoch),
                e.mean_motion_rev_day,
                e.eccentricity,
                e.incl_deg,
                e.raan_deg,
                e.argp_deg,
                e.mean_anomaly_deg,
                e.bstar_per_er,
                e.ephemeris_type,
            );
        if (this.wasm.prepare(asScreened ? 1 : 0) !== 0) throw new Error("no memory for the catalogue");
        this.count = count;
    }

    private seen(states: number): States {
        const { buffer } = this.wasm.memory;
        return {
            r_km: new Float64Array(buffer, this.wasm.positions(), 3 * states),
            v_km_s: new Float64Array(buffer, this.wasm.velocities(), 3 * states),
            statuses: new Int8Array(buffer, this.wasm.state_statuses(), states),
        };
    }

    /** Of every object at one instant. */
    states(at_ms: number): States {
        if (this.wasm.states(this.instantOf(at_ms), 0n, 1) !== 0) throw new Error("no memory for states");
        return this.seen(this.count);
    }

    /** Of one object at `count` instants. */
    track(object: number, start_ms: number, step_ms: number, count: number): States {
        const step = BigInt(Math.round(step_ms * 1e6));
        if (this.wasm.track(object, this.instantOf(start_ms), step, count) !== 0)
            throw new Error("no such object, or no memory");
        return this.seen(count);
    }

    /** Position of one object at an instant to all its decimals; all zero where there is none. */
    position(object: number, utc: string): number[] {
        if (this.wasm.track(object, this.instant(utc), 0n, 1) !== 0) throw new Error("no such object, or no memory");
        return [...this.seen(1).r_km];
    }

    /** Greenwich mean sidereal time, rad. */
    gmst(at_ms: number): number {
        return this.wasm.gmst(this.instantOf(at_ms));
    }

    /** Latitude and longitude (rad) and height (km) of an Earth-fixed position. */
    geodetic(x: number, y: number, z: number): [number, number, number] {
        const at = this.wasm.geodetic(x, y, z);
        const [lat = 0, lon = 0, height = 0] = new Float64Array(this.wasm.memory.buffer, at, 3);
        return [lat, lon, height];
    }
}
