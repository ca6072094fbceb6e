/* One object over time: its elements, manoeuvres, neighbours, decay; as known now or on a date. */
import { useContext, useState } from "preact/hooks";
import { rows, runRows, type Options, type Row } from "../api";
import { StoreContext } from "../app/data";
import { linkTo, setQuery } from "../app/router";
import { Cite } from "../parts/cite";
import { Caveats, Data, Fact, Facts, Figure, ObjectLink, Utc } from "../parts/figure";
import { History } from "../parts/history";
import { RunAge, RunWait, Talk, useAsked, useRun, Wait } from "../parts/states";
import { count, fixed, ms, utc } from "../parts/text";

const J2000_MS = Date.UTC(2000, 0, 1, 12);

/* Mean longitude east of Greenwich at the epoch: node, pericentre and anomaly together, less the Earth's turn (mean
 * sidereal time, IAU 1982; UTC for UT1 is good to 0.004 degrees). */
function longitude(row: Row): number {
    const days = (ms(String(row.EPOCH)) - J2000_MS) / 86_400_000;
    const turn = 280.46061837 + 360.98564736629 * days;
    const east = Number(row.RA_OF_ASC_NODE) + Number(row.ARG_OF_PERICENTER) + Number(row.MEAN_ANOMALY) - turn;
    return ((((east + 180) % 360) + 360) % 360) - 180;
}

function isStationary(row: Row): boolean {
    const n = Number(row.MEAN_MOTION);
    return n > 0.9 && n < 1.1 && Number(row.ECCENTRICITY) < 0.1;
}

/* Semi-major axis less the Earth's radius, by Kepler from the mean motion as published (WGS-72). */
function heights(row: Row): [number, number] {
    const n = (Number(row.MEAN_MOTION) * 2 * Math.PI) / 86_400;
    const a = Math.cbrt(398_600.8 / (n * n));
    const e = Number(row.ECCENTRICITY);
    return [a * (1 - e) - 6378.137, a * (1 + e) - 6378.137];
}

function Plots({ sets, marks }: { sets: Row[]; marks: number[] }) {
    const [data] = useState(() => {
        const seen = sets.filter((row, i) => i === 0 || row.EPOCH !== sets[i - 1]!.EPOCH);
        const column = (name: string) =>
            seen.map((row) => (typeof row[name] === "number" ? (row[name] as number) : null));
        const stationary = isStationary(seen[seen.length - 1]!);
        return {
            times: seen.map((row) => ms(String(row.EPOCH)) / 1000),
            n: column("MEAN_MOTION"),
            i: column("INCLINATION"),
            e: column("ECCENTRICITY"),
            b: column("BSTAR"),
            east: stationary ? seen.map(longitude) : null,
        };
    });
    return (
        <div class="histories">
            <History label="Mean motion" unit="rev/d" decimals={6} times={data.times} values={data.n} marks={marks} />
            <History label="Inclination" unit="°" decimals={4} times={data.times} values={data.i} marks={marks} />
            <History label="Eccentricity" unit="" decimals={7} times={data.times} values={data.e} marks={marks} />
            {data.east ? (
                <History
                    label="Mean longitude, east"
                    unit="°"
                    decimals={3}
                    times={data.times}
                    values={data.east}
                    marks={marks}
                />
            ) : (
                <History
                    label="Drag term B*"
                    unit="1/Earth radii"
                    decimals={7}
                    times={data.times}
                    values={data.b}
                    marks={marks}
                />
            )}
        </div>
    );
}

function KnownOn({ query }: { query: URLSearchParams }) {
    const [text, setText] = useState(query.get("known-at") ?? "");
    const submit = (event: Event) => {
        event.preventDefault();
        setQuery({ "known-at": text.trim() || undefined }, false);
    };
    return (
        <form class="window" onSubmit={submit}>
            <label>
                As known on (UTC)
                <input
                    value={text}
                    onInput={(event) => setText(event.currentTarget.value)}
                    placeholder="now"
                    size={22}
                    pattern="\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?"
                    title="a date, or 2026-03-10T04:00:00Z"
                />
            </label>
            <button type="submit">Look</button>
            {query.get("known-at") && (
                <button
                    type="button"
                    class="plain"
                    onClick={() => (setText(""), setQuery({ "known-at": undefined }, false))}
                >
                    As known now
                </button>
            )}
        </form>
    );
}

export default function OneObject({ id, query }: { id: string; query: URLSearchParams }) {
    const known = query.get("known-at");
    const options: Options = known ? { id, "known-at": known } : { id };
    const key = JSON.stringify(options);
    const object = useAsked(async (signal) => (await rows("catalogue", options, undefined, signal)).rows[0], [key]);
    const sets = useAsked((signal) => rows("show", options, undefined, signal), [key]);
    const manoeuvres = useRun("manoeuvres", options);
    const burns = useAsked(
        async (signal) => (manoeuvres.run?.record ? (await runRows(manoeuvres.run.id, {}, signal)).rows : []),
        [manoeuvres.run?.id, manoeuvres.run?.state],
    );
    const marks = (burns.value ?? []).map((row) => ms(String(row.EPOCH)) / 1000);
    const name = object.value?.OBJECT_NAME as string | undefined;
    return (
        <>
            <p class="note">
                <a href={linkTo("/objects")}>All objects</a>
            </p>
            <h1>
                <Data text={name ?? "Object"} /> <span class="unit">{id}</span>
            </h1>
            <KnownOn key={known ?? ""} query={query} />
            {known && (
                <p class="state stale">
                    What the store knew on {known}: later arrivals are left out.{" "}
                    <span class="note">Counted by arrival, not by epoch.</span>
                </p>
            )}
            <Wait on={object} what="Looking the object up">
                {(row) => (row ? <About row={row} id={id} /> : null)}
            </Wait>
            <h2>Element sets</h2>
            <Wait on={sets} what="Reading the history">
                {({ rows: list }) => (
                    <>
                        {list.length < 2 ? (
                            <p class="state empty">The store has one element set of it: there is no history to draw.</p>
                        ) : (
                            <Plots key={`${key} ${list.length}`} sets={list} marks={marks} />
                        )}
                        <Sources list={list} />
                        <Cite
                            job="show"
                            options={options}
                            title={`Element sets of object ${id}`}
                            data={String(list[list.length - 1]!.EPOCH)}
                        />
                    </>
                )}
            </Wait>
            <h2>Manoeuvres</h2>
            <RunWait of={manoeuvres} what="Looking for manoeuvres">
                {(run) => (
                    <>
                        <Wait on={burns} what="Reading them">
                            {(list) => <Burns list={list} />}
                        </Wait>
                        <RunAge of={manoeuvres} />
                        <Talk run={run} />
                        <Cite job="manoeuvres" options={options} run={run} title={`Manoeuvres of object ${id}`} />
                    </>
                )}
            </RunWait>
            <Neighbours id={id} options={options} wanted={query.get("near") === "1"} />
            <Decay id={id} options={options} />
        </>
    );
}

function About({ row, id }: { row: Row; id: string }) {
    const store = useContext(StoreContext).value;
    const late = store?.last && ms(store.last) - ms(String(row.EPOCH)) > 30 * 86_400_000;
    return (
        <>
            <Facts>
                <Fact term="Designator">
                    <Data text={(row.OBJECT_ID as string) ?? ""} />
                </Fact>
                <Fact term="Kind" help="as the list of objects has it">
                    {row.KIND ?? <span class="absent">no list says</span>}
                </Fact>
                <Fact term="State or owner" help="as the list of objects writes it">
                    {row.OWNER ? <Data text={row.OWNER as string} /> : <span class="absent">no list says</span>}
                </Fact>
                {row.PROGRAM && (
                    <Fact term="Programme">
                        <Data text={row.PROGRAM as string} />
                    </Fact>
                )}
                {row.LAUNCH && <Fact term="Launch">{row.LAUNCH}</Fact>}
                {row.UN_DOCUMENT && (
                    <Fact term="Registered by">
                        <Data text={row.UN_DOCUMENT as string} />
                    </Fact>
                )}
                <Fact term="Perigee, apogee" help="heights over the equatorial radius, mean orbit">
                    <Figure value={row.PERIGEE as number} decimals={1} /> by{" "}
                    <Figure value={row.APOGEE as number} unit="km" decimals={1} />
                </Fact>
                <Fact term="Inclination">
                    <Figure value={row.INCLINATION as number} unit="°" decimals={4} />
                </Fact>
                <Fact term="Period">
                    <Figure value={row.PERIOD as number} unit="min" decimals={3} />
                </Fact>
                <Fact term="Newest elements">
                    <Utc at={row.EPOCH as string} />
                </Fact>
            </Facts>
            {late && (
                <p class="state stale">
                    Its newest element set is more than 30 days older than the store's newest: it may have decayed, be
                    lost, or no longer be published.
                </p>
            )}
            <p class="note">
                <a href={linkTo("/conjunctions", { primary: id })}>Screen it against all</a> ·{" "}
                <a href={linkTo("/events", { id })}>Its events</a>
            </p>
        </>
    );
}

function Sources({ list }: { list: Row[] }) {
    const newest = list[list.length - 1]!;
    const [low, high] = heights(newest);
    const arrivals = list.map((row) => String(row.ARRIVAL)).sort();
    return (
        <p class="note">
            {count(list.length)} sets, epochs {utc(String(list[0]!.EPOCH), false)} to {utc(String(newest.EPOCH), false)}{" "}
            UTC, arrived {utc(arrivals[0]!, false)} to {utc(arrivals[arrivals.length - 1]!, false)} UTC. Newest:{" "}
            {fixed(low, 0)} by {fixed(high, 0)} km, from{" "}
            {newest.PUBLISHER ? <Data text={newest.PUBLISHER as string} /> : "a publisher not told"}, file{" "}
            <Data text={newest.SOURCE_FILE as string} /> line {newest.SOURCE_LINE}, SHA-256{" "}
            <code>{String(newest.SOURCE_SHA256).slice(0, 16)}…</code>
            {newest.DATA_SOURCE === "OPERATOR" && ", derived from an operator's ephemeris"}
        </p>
    );
}

function Burns({ list }: { list: Row[] }) {
    if (list.length === 0)
        return (
            <p class="state empty">
                None found. That is no proof that it did not manoeuvre: a burn straight across the track leaves no trace
                here.
            </p>
        );
    return (
        <div class="scroll" tabIndex={0} role="group" aria-label="Manoeuvres">
            <table class="small">
                <caption class="hidden">Manoeuvres</caption>
                <thead>
                    <tr>
                        <th scope="col">Most likely at, UTC</th>
                        <th scope="col">Interval, UTC</th>
                        <th scope="col" class="number">
                            Along track <span class="unit">m/s</span>
                        </th>
                        <th scope="col" class="number">
                            Across <span class="unit">m/s</span>
                        </th>
                        <th scope="col">What it did</th>
                        <th
                            scope="col"
                            class="number"
                            title="how far it stands out from chance; false alarms of a threshold there, an object and year"
                        >
                            Score <span class="unit">(false a year)</span>
                        </th>
                        <th scope="col">Caveats</th>
                    </tr>
                </thead>
                <tbody>
                    {list
                        .slice()
                        .reverse()
                        .slice(0, 400)
                        .map((row) => (
                            <tr key={String(row.EPOCH)}>
                                <th scope="row">{utc(String(row.EPOCH), false)}</th>
                                <td>
                                    {utc(String(row.EPOCH_EARLIEST), false)} to {utc(String(row.EPOCH_LATEST), false)}
                                </td>
                                <td class="number">
                                    {fixed(Number(row.DV_T), 3)} ± {fixed(Number(row.DV_T_SIGMA), 3)}
                                </td>
                                <td class="number">
                                    {row.DV_N === null
                                        ? ""
                                        : `${fixed(Number(row.DV_N), 2)} ± ${fixed(Number(row.DV_N_SIGMA), 2)}`}
                                </td>
                                <td>{row.CLASS}</td>
                                <td class="number">
                                    {fixed(Number(row.SCORE), 1)} ({fixed(Number(row.FALSE_ALARMS_PER_YEAR), 2)})
                                </td>
                                <td>
                                    <Caveats words={row.CAVEATS as string} />
                                </td>
                            </tr>
                        ))}
                </tbody>
            </table>
        </div>
    );
}

function Neighbours({ id, options, wanted }: { id: string; options: Options; wanted: boolean }) {
    const running = useRun(wanted ? "proximity" : undefined, options);
    const found = useAsked(
        async (signal) => (running.run?.record ? (await runRows(running.run.id, {}, signal)).rows : []),
        [running.run?.id, running.run?.state],
    );
    return (
        <>
            <h2>Proximity</h2>
            {!wanted ? (
                <p>
                    <button type="button" onClick={() => setQuery({ near: "1" }, false)}>
                        Look who was near
                    </button>{" "}
                    <span class="note">It reads the histories of all objects.</span>
                </p>
            ) : (
                <RunWait of={running} what="Looking who was near">
                    {(run) => (
                        <>
                            <Wait on={found} what="Reading it">
                                {(list) =>
                                    list.length === 0 ? (
                                        <p class="state empty">
                                            Nothing near it is seen. Objects without public elements are not seen.
                                        </p>
                                    ) : (
                                        <div class="scroll" tabIndex={0} role="group" aria-label="Proximity">
                                            <table class="small">
                                                <caption class="hidden">Objects near it</caption>
                                                <thead>
                                                    <tr>
                                                        <th scope="col">With</th>
                                                        <th scope="col">What</th>
                                                        <th scope="col">From, to, UTC</th>
                                                        <th scope="col" class="number">
                                                            Least range <span class="unit">km (90%)</span>
                                                        </th>
                                                        <th scope="col">Moved</th>
                                                        <th scope="col">Caveats</th>
                                                    </tr>
                                                </thead>
                                                <tbody>
                                                    {list.slice(0, 300).map((row, i) => (
                                                        <tr key={i}>
                                                            <th scope="row">
                                                                <ObjectLink
                                                                    id={
                                                                        (String(row.NORAD_CAT_ID_1) === id
                                                                            ? row.NORAD_CAT_ID_2
                                                                            : row.NORAD_CAT_ID_1) as number
                                                                    }
                                                                />
                                                            </th>
                                                            <td>{row.CLASS}</td>
                                                            <td>
                                                                {utc(String(row.START), false)} to{" "}
                                                                {utc(String(row.END), false)}
                                                            </td>
                                                            <td class="number">
                                                                {row.RANGE_MIN === null
                                                                    ? ""
                                                                    : `${fixed(Number(row.RANGE_MIN), 1)} (${fixed(Number(row.RANGE_LOW), 1)} to ${fixed(Number(row.RANGE_HIGH), 1)})`}
                                                            </td>
                                                            <td>{row.MOVER ?? "not told"}</td>
                                                            <td>
                                                                <Caveats words={row.CAVEATS as string} />
                                                            </td>
                                                        </tr>
                                                    ))}
                                                </tbody>
                                            </table>
                                        </div>
                                    )
                                }
                            </Wait>
                            <RunAge of={running} />
                            <Talk run={run} />
                            <Cite job="proximity" options={options} run={run} title={`Objects near ${id}`} />
                        </>
                    )}
                </RunWait>
            )}
        </>
    );
}

function Decay({ id, options }: { id: string; options: Options }) {
    const running = useRun("lifetime", options);
    const found = useAsked(
        async (signal) => (running.run?.record ? (await runRows(running.run.id, {}, signal)).rows[0] : undefined),
        [running.run?.id, running.run?.state],
    );
    return (
        <>
            <h2>Decay and disposal</h2>
            <RunWait of={running} what="Fitting the drag">
                {(run) => (
                    <>
                        {found.value && (
                            <Facts>
                                <Fact term="Status">{found.value.STATUS}</Fact>
                                <Fact term="Decay, most likely">
                                    {found.value.DECAY_EPOCH ? (
                                        <Utc at={found.value.DECAY_EPOCH as string} seconds={false} />
                                    ) : (
                                        <span class="absent">none predicted</span>
                                    )}
                                </Fact>
                                {found.value.DECAY_EARLIEST && (
                                    <Fact term="90% interval">
                                        <Utc at={found.value.DECAY_EARLIEST as string} seconds={false} /> to{" "}
                                        <Utc at={found.value.DECAY_LATEST as string} seconds={false} />
                                    </Fact>
                                )}
                                <Fact term="Last manoeuvre found">
                                    {found.value.LAST_MANOEUVRE ? (
                                        <Utc at={found.value.LAST_MANOEUVRE as string} seconds={false} />
                                    ) : (
                                        <span class="absent">none</span>
                                    )}
                                </Fact>
                                <Fact
                                    term="Ballistic coefficient"
                                    help="drag coefficient times area over mass, as fitted"
                                >
                                    <Figure value={found.value.BALLISTIC as number} unit="m²/kg" decimals={4} />
                                </Fact>
                                <Fact term="Gone in 25 years (IADC)">
                                    {found.value.LEO_25_YEARS ?? <span class="absent">not a low orbit</span>}
                                </Fact>
                                <Fact term="Gone in 5 years (FCC 22-74)">
                                    {found.value.LEO_5_YEARS ?? <span class="absent">not a low orbit</span>}
                                </Fact>
                                <Fact term="Geostationary disposal">
                                    {found.value.GEO_DISPOSAL ?? <span class="absent">not in the ring</span>}
                                </Fact>
                                <Fact term="As of">
                                    <Utc at={found.value.AS_OF as string} seconds={false} />
                                </Fact>
                                <Fact term="Caveats">
                                    <Caveats words={found.value.CAVEATS as string} />
                                </Fact>
                            </Facts>
                        )}
                        <RunAge of={running} />
                        <Talk run={run} />
                        <Cite job="lifetime" options={options} run={run} title={`Decay of object ${id}`} />
                    </>
                )}
            </RunWait>
        </>
    );
}
