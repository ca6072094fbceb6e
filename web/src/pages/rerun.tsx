/* A distance of a verdict computed again by the reader's own browser: the same core, built to WebAssembly. */
import coreAddress from "core.wasm?url";
import { useState } from "preact/hooks";
import { rows, type Row } from "../api";
import { Core, type Elements } from "../now/core";
import { Failure, Loading } from "../parts/states";
import { ms } from "../parts/text";

export interface Closest {
    range_km: number;
    tca: string;
    sets: { norad_cat_id: number; epoch: string }[]; /* of the two objects */
}

function elementsOf(row: Row): Elements {
    const number = (name: string) => Number(row[name]);
    return {
        id: number("NORAD_CAT_ID"),
        epoch: String(row.EPOCH),
        mean_motion_rev_day: number("MEAN_MOTION"),
        eccentricity: number("ECCENTRICITY"),
        incl_deg: number("INCLINATION"),
        raan_deg: number("RA_OF_ASC_NODE"),
        argp_deg: number("ARG_OF_PERICENTER"),
        mean_anomaly_deg: number("MEAN_ANOMALY"),
        bstar_per_er: number("BSTAR"),
        ephemeris_type: number("EPHEMERIS_TYPE"),
    };
}

/* The set that the verdict names, out of the store. */
async function setOf({ norad_cat_id, epoch }: Closest["sets"][number]): Promise<Elements> {
    const found = await rows("show", { id: String(norad_cat_id) }, { where: [`EPOCH=${epoch}`] });
    if (found.total !== 1)
        throw new Error(
            `The store has ${found.total} sets of object ${norad_cat_id} and this epoch: which one counts, the command tells.`,
        );
    return elementsOf(found.rows[0]!);
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>, i = 0) =>
    Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!, a[i + 2]! - b[i + 2]!);

const AROUND_MS = 60_000;
const STEP_MS = 50;

interface Found {
    range_km: number;
    least_km: number; /* in the minute before and after, by steps */
}

async function compute(closest: Closest): Promise<Found> {
    const [core, ...sets] = await Promise.all([Core.load(coreAddress), ...closest.sets.map(setOf)]);
    core.fill(sets, sets.length, true);
    const [one, two] = [core.position(0, closest.tca), core.position(1, closest.tca)];
    if (!one.some(Boolean) || !two.some(Boolean)) throw new Error("SGP4 gives no state at that instant.");
    const count = (2 * AROUND_MS) / STEP_MS + 1;
    const start = ms(closest.tca) - AROUND_MS;
    const first = core.track(0, start, STEP_MS, count).r_km.slice(); /* the next call takes the memory */
    const second = core.track(1, start, STEP_MS, count).r_km;
    let least = Infinity;
    for (let k = 0; k < count; k++) least = Math.min(least, apart(first, second, 3 * k));
    return { range_km: apart(one, two), least_km: least };
}

export function Rerun({ closest }: { closest: Closest }) {
    const [state, setState] = useState<{ busy?: boolean; found?: Found; problem?: unknown }>({});
    const start = () => {
        setState({ busy: true });
        compute(closest).then(
            (found) => setState({ found }),
            (problem) => setState({ problem }),
        );
    };
    if (state.problem) return <Failure problem={state.problem} again={start} />;
    if (state.busy) return <Loading what="Computing" />;
    if (!state.found)
        return (
            <p>
                <button type="button" onClick={start}>
                    Compute the distance here
                </button>{" "}
                <span class="note">in this browser, from the element sets</span>
            </p>
        );
    const here = state.found.range_km.toFixed(6);
    const there = closest.range_km.toFixed(6);
    const closer = state.found.least_km < state.found.range_km - 1e-6;
    return (
        <p class="state" role="status">
            <strong>{here === there ? "The same digits." : "Other digits."}</strong>
            <span>
                {here} km computed in this browser, {there} km in the verdict, at{" "}
                {closest.tca.replace("T", " ").replace("Z", " UTC")}.{" "}
                {closer
                    ? `In the minute before and after they come closer: ${state.found.least_km.toFixed(6)} km.`
                    : "At no step of 0.05 s in the minute before and after are they closer."}
            </span>
        </p>
    );
}
