/* What happened: manoeuvres, proximity, breakups, decays, silence on one time line, and as a list. */
import { useContext, useState } from "preact/hooks";
import { rows, runEnded, runRows, type Options, type Row, type Rows, type View } from "../api";
import { StoreContext } from "../app/data";
import { linkTo, setQuery, type Place } from "../app/router";
import { Cite } from "../parts/cite";
import { Data, ObjectLink } from "../parts/figure";
import { Plot } from "../parts/plot";
import { Empty, Failure, RunAge, RunWait, Talk, useAsked, useRun, type Running } from "../parts/states";
import { Table, type TableColumn } from "../parts/table";
import { count, DAY_MS, fixed, iso, ms, utc } from "../parts/text";
import { Gabbard } from "./gabbard";

const MOST = 5000; /* rows of a kind that are fetched */
const AT_ONCE = 800; /* catalogue numbers in one request: an address has 32 KiB at most */
const kinds = ["manoeuvre", "proximity", "breakup", "decay", "silence"] as const;
type Kind = (typeof kinds)[number];

interface Event {
    kind: Kind;
    at: number; /* ms */
    until: number | null;
    ids: number[];
    what: string;
    launch?: string;
    state: string;
    programme: string;
    orbit: string;
}

/* ---- events out of the rows of the jobs ---- */

const jobOf: Record<Kind, string> = {
    manoeuvre: "manoeuvres",
    proximity: "proximity",
    breakup: "breakups",
    decay: "lifetime",
    silence: "lifetime",
};

const viewOf: Record<Kind, View> = {
    manoeuvre: { sort: "-EPOCH", limit: MOST },
    proximity: { sort: "-START", limit: MOST },
    breakup: { limit: MOST },
    decay: { sort: "DECAY_EPOCH", where: ["DECAY_EPOCH!="], limit: MOST },
    silence: { sort: "-LAST_MANOEUVRE", where: ["STATUS=station-keeping-ceased"], limit: MOST },
};

const numberOf = (row: Row, name: string, digits: number) =>
    typeof row[name] === "number" ? fixed(row[name] as number, digits) : "";

function partial(kind: Kind, row: Row): Pick<Event, "at" | "until" | "ids" | "what" | "launch"> | null {
    const time = (name: string) => (row[name] ? ms(String(row[name])) : null);
    const ids = (...names: string[]) => names.map((name) => Number(row[name] ?? 0)).filter((id) => id > 0);
    switch (kind) {
        case "manoeuvre":
            return {
                at: time("EPOCH")!,
                until: null,
                ids: ids("NORAD_CAT_ID"),
                what: `${row.CLASS}, ${numberOf(row, "DV_T", 2)} m/s along the track`,
            };
        case "proximity":
            return {
                at: time("START")!,
                until: time("END"),
                ids: ids("NORAD_CAT_ID_1", "NORAD_CAT_ID_2"),
                what: `${row.CLASS}${row.RANGE_MIN === null ? "" : `, to ${numberOf(row, "RANGE_MIN", 1)} km (${numberOf(row, "RANGE_LOW", 1)} to ${numberOf(row, "RANGE_HIGH", 1)})`}`,
            };
        case "breakup":
            return {
                at: time("EPOCH") ?? time("AS_OF")!,
                until: null,
                ids: ids("PARENT", "PARENT_2"),
                what: `${row.KIND}, ${row.FRAGMENTS} pieces of ${row.LAUNCH}`,
                launch: String(row.LAUNCH),
            };
        case "decay":
            return {
                at: time("DECAY_EPOCH")!,
                until: null,
                ids: ids("NORAD_CAT_ID"),
                what:
                    (row.STATUS === "decayed" ? "decayed" : `predicted from elements of ${String(row.AS_OF).slice(0, 10)}`) +
                    `, 90%: ${String(row.DECAY_EARLIEST).slice(0, 10)} to ${String(row.DECAY_LATEST).slice(0, 10)}` +
                    (row.CAVEATS ? ` (${row.CAVEATS})` : ""),
            };
        case "silence":
            return row.LAST_MANOEUVRE
                ? {
                      at: time("LAST_MANOEUVRE")!,
                      until: null,
                      ids: ids("NORAD_CAT_ID"),
                      what: "station-keeping ceased: the last manoeuvre found",
                  }
                : null;
    }
}

function orbitOf(row: Row | undefined): string {
    if (!row) return "";
    const period = Number(row.PERIOD);
    if (period > 1404 && period < 1468) return "geostationary ring";
    if (row.APOGEE !== null && Number(row.APOGEE) < 2000) return "low";
    return Number(row.PERIGEE) < 2000 ? "elongated" : "medium";
}

/* The rows of the catalogue of some objects, so many at a time. */
async function objectsOf(ids: number[], signal: AbortSignal): Promise<Map<number, Row>> {
    const found = new Map<number, Row>();
    for (let i = 0; i < ids.length; i += AT_ONCE) {
        const part = await rows("catalogue", { id: ids.slice(i, i + AT_ONCE).join(",") }, undefined, signal).catch(
            (problem) => {
                if (problem.status === 404) return { rows: [], total: 0 };
                throw problem;
            },
        );
        for (const row of part.rows) found.set(Number(row.NORAD_CAT_ID), row);
    }
    return found;
}

async function collect(
    runs: Record<string, Running>,
    signal: AbortSignal,
): Promise<{ events: Event[]; more: string[] }> {
    const raw: { kind: Kind; part: NonNullable<ReturnType<typeof partial>> }[] = [];
    const more: string[] = [];
    for (const kind of kinds) {
        const run = runs[jobOf[kind]]?.run;
        if (!run?.record) continue;
        const found = await runRows(run.id, viewOf[kind], signal);
        if (found.total > found.rows.length)
            more.push(`${count(found.rows.length)} of ${count(found.total)} of kind ${kind}`);
        for (const row of found.rows) {
            const part = partial(kind, row);
            if (part) raw.push({ kind, part });
        }
    }
    const known = await objectsOf([...new Set(raw.flatMap(({ part }) => part.ids))], signal);
    const word = (ids: number[], name: string) =>
        [...new Set(ids.map((id) => known.get(id)?.[name]).filter(Boolean))].join(", ");
    const events = raw.map(({ kind, part }) => ({
        kind,
        ...part,
        state: word(part.ids, "OWNER"),
        programme: word(part.ids, "PROGRAM"),
        orbit: orbitOf(known.get(part.ids[0]!)),
    }));
    events.sort((a, b) => b.at - a.at);
    return { events, more };
}

/* ---- the time line ---- */

const inks: Record<Kind, string> = {
    manoeuvre: "fill-1",
    proximity: "fill-2",
    breakup: "fill-3",
    decay: "fill-4",
    silence: "fill-0",
};

function TimeLine({ events, from, to, last }: { events: Event[]; from: number; to: number; last: number }) {
    const bins = 160;
    const lanes = kinds.filter((kind) => events.some((event) => event.kind === kind));
    const counts = new Map<string, number>();
    for (const event of events) {
        const bin = Math.min(bins - 1, Math.floor(((event.at - from) / (to - from)) * bins));
        const key = `${event.kind} ${bin}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const most = Object.fromEntries(
        lanes.map((kind) => [
            kind,
            Math.max(...[...counts].filter(([key]) => key.startsWith(`${kind} `)).map(([, n]) => n)),
        ]),
    );
    return (
        <figure class="timeline">
            <figcaption>
                Events in {bins} steps of time, each kind by its own scale
                {last > from && last < to && (
                    <span class="note"> right of the dashed line, where the data end: predictions</span>
                )}
            </figcaption>
            {lanes.map((kind, lane) => (
                <div class="lane" key={kind}>
                    <span class="lane-name">
                        {kind}
                        <span class="note"> up to {count(most[kind]!)}</span>
                    </span>
                    <Plot
                        label={`${kind}: ${events.filter((event) => event.kind === kind).length} events from ${iso(from).slice(0, 10)} to ${iso(to).slice(0, 10)}`}
                        x={{ min: from, max: to, label: lane === lanes.length - 1 ? "UTC" : "", time: true }}
                        y={{ min: 0, max: most[kind]!, label: "" }}
                        height={lane === lanes.length - 1 ? 104 : 84}
                    >
                        {(s) => [
                            <line
                                key="last"
                                class="zero"
                                x1={s.x(last)}
                                x2={s.x(last)}
                                y1={s.y(0)}
                                y2={s.y(most[kind]!)}
                            />,
                            ...[...counts]
                                .filter(([key]) => key.startsWith(`${kind} `))
                                .map(([key, n]) => {
                                    const bin = Number(key.split(" ")[1]);
                                    const time = from + (bin / bins) * (to - from);
                                    const top = s.y(n);
                                    return (
                                        <rect
                                            key={key}
                                            class={inks[kind]}
                                            x={s.x(time)}
                                            width={Math.max(2, s.width / bins - 0.5)}
                                            y={top}
                                            height={s.y(0) - top}
                                        >
                                            <title>
                                                {n} about {utc(iso(time), false)} UTC
                                            </title>
                                        </rect>
                                    );
                                }),
                        ]}
                    </Plot>
                </div>
            ))}
        </figure>
    );
}

/* ---- the list ---- */

const columns: TableColumn[] = [
    { name: "AT", label: "When", unit: "UTC", width: 150 },
    { name: "KIND", label: "Kind", width: 100 },
    {
        name: "IDS",
        label: "Objects",
        width: 150,
        show: (row) =>
            String(row.IDS)
                .split(",")
                .filter(Boolean)
                .map((id, i) => (
                    <span key={id}>
                        {i > 0 && ", "}
                        <ObjectLink id={id} />
                    </span>
                )),
    },
    { name: "STATE", label: "State", width: 90, show: (row) => <Data text={row.STATE as string} /> },
    { name: "PROGRAMME", label: "Programme", width: 130, show: (row) => <Data text={row.PROGRAMME as string} /> },
    { name: "ORBIT", label: "Orbit", width: 120 },
    { name: "WHAT", label: "What the elements show", width: 380, show: (row) => <Data text={row.WHAT as string} /> },
];

function local(events: Event[]): (view: View) => Promise<Rows> {
    return async (view) => ({
        rows: events.slice(view.offset ?? 0, (view.offset ?? 0) + (view.limit ?? 100)).map((event) => ({
            AT: utc(iso(event.at), false),
            KIND: event.kind,
            IDS: event.ids.join(","),
            STATE: event.state,
            PROGRAMME: event.programme,
            ORBIT: event.orbit,
            WHAT: event.what,
            LAUNCH: event.launch ?? "",
        })),
        total: events.length,
    });
}

function Pick({
    name,
    label,
    values,
    query,
}: {
    name: string;
    label: string;
    values: string[];
    query: URLSearchParams;
}) {
    const now = query.get(name) ?? "";
    const list = [...new Set(now ? [...values, now] : values)].filter(Boolean).sort();
    return (
        <label>
            {label}
            <select
                value={now}
                onChange={(event) => setQuery({ [name]: event.currentTarget.value }, false)}
                disabled={list.length === 0}
            >
                <option value="">{list.length === 0 ? "not known here" : "all"}</option>
                {list.map((value) => (
                    <option key={value} value={value}>
                        {value}
                    </option>
                ))}
            </select>
        </label>
    );
}

const DAY = "\\d{4}-\\d\\d-\\d\\d";

/* Predictions reach far: without an end given, what lies a year and more after the data is left out. */
function endOf(query: URLSearchParams, last: string | null | undefined): number {
    const to = Date.parse(query.get("to") ?? "");
    if (!Number.isNaN(to)) return to + DAY_MS;
    return last ? ms(last) + 366 * DAY_MS : Infinity;
}

function passes(event: Event, query: URLSearchParams, end: number): boolean {
    const chosen = query.get("kinds");
    const from = query.get("from");
    return (
        (!chosen || chosen.split(",").includes(event.kind)) &&
        (!query.get("state") || event.state.split(", ").includes(query.get("state")!)) &&
        (!query.get("programme") || event.programme.split(", ").includes(query.get("programme")!)) &&
        (!query.get("orbit") || event.orbit === query.get("orbit")) &&
        (!from || event.at >= Date.parse(from)) &&
        event.at <= end
    );
}

export default function Events({ place }: { place: Place }) {
    const { query } = place;
    const id = query.get("id");
    const options: Options = id ? { id } : {};
    const runs: Record<string, Running> = {
        manoeuvres: useRun("manoeuvres", options),
        proximity: useRun("proximity", options),
        breakups: useRun("breakups", options),
        lifetime: useRun("lifetime", options),
    };
    const ready = Object.values(runs)
        .map(({ run }) => (run?.record ? run.id : ""))
        .join();
    const found = useAsked((signal) => collect(runs, signal), [ready]);
    const launch = query.get("launch");
    return (
        <>
            <h1>Events{id && ` of ${id}`}</h1>
            <p class="lead">
                What element histories show: burns, objects near each other, fragmentations, decays, the end of
                station-keeping. An empty list is no proof that nothing happened.
                {id && (
                    <>
                        {" "}
                        <a href={linkTo("/events")}>Of all objects</a>
                    </>
                )}
            </p>
            <div class="runs">
                {Object.entries(runs).map(([job, running]) =>
                    running.run && runEnded(running.run) && running.run.state !== "failed" ? null : (
                        <RunWait key={job} of={running} what={`Looking for ${job}`}>
                            {() => null}
                        </RunWait>
                    ),
                )}
            </div>
            {found.problem ? (
                <Failure problem={found.problem} again={found.again} />
            ) : (
                found.value && <Found {...found.value} query={query} ready={ready} />
            )}
            {launch && <Gabbard launch={launch} />}
            {Object.entries(runs).map(([job, running]) =>
                running.run?.record ? (
                    <details key={job} class="job">
                        <summary>
                            {job}: {running.run.state}
                        </summary>
                        <RunAge of={running} />
                        <Talk run={running.run} />
                        <Cite
                            job={job}
                            options={options}
                            run={running.run}
                            title={`Starsea ${job}${id ? ` of ${id}` : ""}`}
                        />
                    </details>
                ) : null,
            )}
        </>
    );
}

function Found({
    events,
    more,
    query,
    ready,
}: {
    events: Event[];
    more: string[];
    query: URLSearchParams;
    ready: string;
}) {
    const [from, setFrom] = useState(query.get("from") ?? "");
    const [to, setTo] = useState(query.get("to") ?? "");
    const newest = useContext(StoreContext).value?.last;
    const end = endOf(query, newest);
    const shown = events.filter((event) => passes(event, query, end));
    const later = events.filter((event) => event.at > end && passes(event, query, Infinity)).length;
    const values = (key: "state" | "programme" | "orbit") => events.flatMap((event) => event[key].split(", "));
    const chosen = query.get("kinds")?.split(",") ?? [...kinds];
    const toggle = (kind: Kind) => {
        const next = chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind];
        setQuery({ kinds: next.length === kinds.length ? undefined : next.join(",") || "none" }, false);
    };
    const first = Math.min(...shown.map((event) => event.at));
    const last = Math.max(...shown.map((event) => event.at));
    const room = Math.max((last - first) * 0.02, DAY_MS / 4);
    return (
        <>
            <form
                class="window"
                onSubmit={(event) => (event.preventDefault(), setQuery({ from, to }, false))}
                aria-label="Which events"
            >
                <fieldset class="choice">
                    <legend>Kinds</legend>
                    {kinds.map((kind) => (
                        <label key={kind} class="check">
                            <input type="checkbox" checked={chosen.includes(kind)} onChange={() => toggle(kind)} />
                            {kind}
                        </label>
                    ))}
                </fieldset>
                <Pick name="state" label="State" values={values("state")} query={query} />
                <Pick name="programme" label="Programme" values={values("programme")} query={query} />
                <Pick name="orbit" label="Orbit" values={values("orbit")} query={query} />
                <label>
                    From (UTC)
                    <input
                        value={from}
                        size={11}
                        pattern={DAY}
                        placeholder="first"
                        title="2026-03-10"
                        onInput={(event) => setFrom(event.currentTarget.value)}
                    />
                </label>
                <label>
                    To (UTC)
                    <input
                        value={to}
                        size={11}
                        pattern={DAY}
                        placeholder="in a year"
                        title="2026-03-10; without it, a year after the newest data"
                        onInput={(event) => setTo(event.currentTarget.value)}
                    />
                </label>
                <button type="submit">Apply</button>
            </form>
            {shown.length === 0 ? (
                <Empty
                    title={
                        events.length === 0 ? "No event is seen in these element sets." : "No event passes the filter."
                    }
                >
                    {events.length === 0
                        ? "Histories are needed: many sets of the same objects over time. A single catalogue of one day shows decays at most."
                        : "Widen it, or choose more kinds."}
                </Empty>
            ) : (
                <>
                    <TimeLine
                        events={shown}
                        from={first - room}
                        to={last + room}
                        last={newest ? ms(newest) : last + room}
                    />
                    <p class="total" role="status">
                        {count(shown.length)} events
                        {later > 0 && `; ${count(later)} later ones are left out`}
                        {more.length > 0 &&
                            `; of the rows ${more.join(", ")} are here, the rest through the command line`}
                    </p>
                    <Table
                        caption="Events"
                        columns={columns}
                        of={`${ready} ${query}`}
                        fetch={local(shown)}
                        height={420}
                        onOpen={(row) =>
                            row.LAUNCH
                                ? setQuery({ launch: String(row.LAUNCH) }, false)
                                : row.IDS
                                  ? (location.hash = linkTo("/objects", { id: String(row.IDS).split(",")[0] }))
                                  : undefined
                        }
                    />
                </>
            )}
        </>
    );
}
