/* Who comes close to whom: a screening as a table, and each of its approaches. */
import { useContext, useState } from "preact/hooks";
import { runRows, type Options, type Row } from "../api";
import { StoreContext, type Store } from "../app/data";
import { linkTo, setQuery, type Place } from "../app/router";
import { Cite } from "../parts/cite";
import { Data } from "../parts/figure";
import { Filter } from "../parts/filter";
import { Empty, Loading, RunAge, RunWait, Talk, useRun } from "../parts/states";
import { Table, type TableColumn } from "../parts/table";
import { count, fixed, scientific, utc } from "../parts/text";
import { Encounter } from "./encounter";

function number(row: Row, name: string): number | null {
    const value = row[name];
    return typeof value === "number" ? value : null;
}

function decimals(name: string, digits: number) {
    return (row: Row) => {
        const value = number(row, name);
        return value === null ? "" : fixed(value, digits);
    };
}

const columns: TableColumn[] = [
    {
        name: "TCA",
        label: "Closest at",
        unit: "UTC",
        width: 178,
        help: "time of closest approach",
        show: (row) => utc(String(row.TCA)),
    },
    { name: "NORAD_CAT_ID_1", label: "Object 1", width: 104, number: true, help: "catalogue number, the smaller one" },
    {
        name: "OBJECT_NAME_1",
        label: "Name",
        width: 176,
        show: (row) => <Data text={String(row.OBJECT_NAME_1 ?? "")} />,
    },
    { name: "NORAD_CAT_ID_2", label: "Object 2", width: 104, number: true },
    {
        name: "OBJECT_NAME_2",
        label: "Name",
        width: 176,
        show: (row) => <Data text={String(row.OBJECT_NAME_2 ?? "")} />,
    },
    { name: "TCA_RANGE", label: "Distance", unit: "km", width: 112, number: true, show: decimals("TCA_RANGE", 3) },
    {
        name: "TCA_RELATIVE_SPEED",
        label: "Speed",
        unit: "km/s",
        width: 108,
        number: true,
        show: decimals("TCA_RELATIVE_SPEED", 3),
    },
    {
        name: "MAX_PROB",
        label: "Max. Pc",
        width: 92,
        number: true,
        help: "largest probability of collision that any uncertainty allows at this distance",
        show: (row) => {
            if (String(row.CAVEATS ?? "").includes("SAME_ELEMENTS")) return "same set";
            return number(row, "MAX_PROB") === null ? "" : scientific(number(row, "MAX_PROB")!, 2);
        },
    },
    {
        name: "DSE_1",
        label: "Age 1",
        unit: "d",
        width: 84,
        number: true,
        help: "days from the epoch of the element set to TCA",
        show: decimals("DSE_1", 1),
    },
    { name: "DSE_2", label: "Age 2", unit: "d", width: 84, number: true, show: decimals("DSE_2", 1) },
    {
        name: "KIND",
        label: "Kind",
        width: 92,
        help: "minimum; edge: closest at an edge of the window; slow: below the threshold for long",
    },
    { name: "CAVEATS", label: "Caveats", width: 170 },
];

/* Docked craft carry one element set: their distance is nothing, exactly, and says nothing. */
const APART = "TCA_RANGE>0";

/* What is screened when the address does not say: from the last full hour of the data, so long that it takes seconds. */
function optionsOf(query: URLSearchParams, store: Store): Options {
    const options: Options = {
        start: query.get("start") ?? `${store.last!.slice(0, 13)}:00:00Z`,
        duration: query.get("duration") ?? (store.objects > 10_000 ? "3h" : "1d"),
        "threshold-km": query.get("threshold") ?? "5",
    };
    const primary = query.get("primary");
    if (primary) options.primary = primary;
    const known = query.get("known-at");
    if (known) options["known-at"] = known;
    return options;
}

function Window({ options }: { options: Options }) {
    const [start, setStart] = useState(options.start!);
    const [duration, setDuration] = useState(options.duration!);
    const [threshold, setThreshold] = useState(options["threshold-km"]!);
    const [primary, setPrimary] = useState(options.primary ?? "");
    const submit = (event: Event) => {
        event.preventDefault();
        setQuery(
            {
                start: start.trim(),
                duration: duration.trim(),
                threshold: threshold.trim(),
                primary: primary.trim() || undefined,
                pair: undefined,
                tca: undefined,
            },
            false,
        );
    };
    return (
        <form class="window" onSubmit={submit} aria-label="What is screened">
            <label>
                From (UTC)
                <input
                    value={start}
                    onInput={(event) => setStart(event.currentTarget.value)}
                    size={22}
                    required
                    pattern="\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?"
                    title="2026-03-10T04:00:00Z, or a date"
                />
            </label>
            <label>
                For
                <input
                    value={duration}
                    onInput={(event) => setDuration(event.currentTarget.value)}
                    size={5}
                    required
                    pattern="[0-9.]+[smhd]"
                    title="90s, 30m, 6h, 7d"
                />
            </label>
            <label>
                Closer than (km)
                <input
                    value={threshold}
                    onInput={(event) => setThreshold(event.currentTarget.value)}
                    size={5}
                    inputMode="decimal"
                    required
                />
            </label>
            <label>
                Only with (numbers)
                <input
                    value={primary}
                    onInput={(event) => setPrimary(event.currentTarget.value)}
                    size={12}
                    placeholder="all with all"
                />
            </label>
            <button type="submit">Screen</button>
        </form>
    );
}

export default function Conjunctions({ place }: { place: Place }) {
    const { query } = place;
    const store = useContext(StoreContext);
    const last = store.value?.last;
    return (
        <>
            <h1>Conjunctions</h1>
            <p class="lead">
                Approaches of catalogued objects, every one below the threshold for the element sets given. An element
                set is not the truth: read the ages beside the distances.
            </p>
            {store.value && !last && (
                <Empty title="The store has no element sets yet.">Import some, and screen them here.</Empty>
            )}
            {!store.value && !store.problem && <Loading what="Looking at the store" />}
            {store.value && last && <Screening query={query} store={store.value} />}
        </>
    );
}

function Screening({ query, store }: { query: URLSearchParams; store: Store }) {
    const options = optionsOf(query, store);
    const running = useRun("screen", options);
    const [total, setTotal] = useState<number>();
    const where = query.getAll("where");
    const sort = query.get("sort") ?? "TCA_RANGE";
    const pair = query.get("pair");
    const tca = query.get("tca");
    const open = (row: Row) =>
        setQuery({ pair: `${row.NORAD_CAT_ID_1},${row.NORAD_CAT_ID_2}`, tca: String(row.TCA) }, false);
    return (
        <>
            <Window key={JSON.stringify(options)} options={options} />
            <RunWait of={running} what="Screening">
                {(run) => (
                    <>
                        <div class="bar">
                            <Filter
                                columns={columns}
                                where={where}
                                onChange={(next) => setQuery({ where: next }, false)}
                            />
                            {!where.includes(APART) && (
                                <button type="button" onClick={() => setQuery({ where: [...where, APART] }, false)}>
                                    Leave out identical element sets
                                </button>
                            )}
                            <p class="total" role="status">
                                {total === undefined
                                    ? "…"
                                    : `${count(total)} approaches${where.length ? " pass the filter" : ""}`}
                            </p>
                        </div>
                        <Table
                            caption="Approaches"
                            columns={columns}
                            of={run.id}
                            fetch={(view, signal) => runRows(run.id, view, signal)}
                            sort={sort}
                            where={where}
                            onSort={(next) => setQuery({ sort: next })}
                            onOpen={open}
                            isOpen={(row) => `${row.NORAD_CAT_ID_1},${row.NORAD_CAT_ID_2}` === pair && row.TCA === tca}
                            height={pair ? 300 : 560}
                            onTotal={setTotal}
                            empty={
                                where.length > 0 ? (
                                    <Empty title="No approach passes the filter.">
                                        <button type="button" onClick={() => setQuery({ where: undefined }, false)}>
                                            Remove the filter
                                        </button>
                                    </Empty>
                                ) : (
                                    <Empty title="Nothing comes so close.">
                                        No approach below {options["threshold-km"]} km in this window, for these element
                                        sets. That is a result, not an error.
                                    </Empty>
                                )
                            }
                        />
                        {pair && tca ? (
                            <Encounter key={`${pair} ${tca}`} run={run} options={options} pair={pair} tca={tca} />
                        ) : (
                            <p class="note">Open a row for the encounter.</p>
                        )}
                        <RunAge of={running} />
                        <Talk run={run} />
                        <Cite
                            job="screen"
                            options={options}
                            run={run}
                            title={`Approaches below ${options["threshold-km"]} km, ${options.start}, ${options.duration}`}
                            data={store.last!}
                        />
                        <p class="note">
                            <a href={linkTo("/objects")}>All objects</a>
                        </p>
                    </>
                )}
            </RunWait>
        </>
    );
}
