/* Objects: all of them in a table, or one of them over time. */
import { useState } from "preact/hooks";
import { rows, type Options, type Row } from "../api";
import { linkTo, setQuery, type Place } from "../app/router";
import { Cite } from "../parts/cite";
import { Data } from "../parts/figure";
import { Filter } from "../parts/filter";
import { Empty } from "../parts/states";
import { Table, type TableColumn } from "../parts/table";
import { count, fixed, utc } from "../parts/text";
import OneObject from "./object";

function figure(name: string, digits: number) {
    return (row: Row) => (typeof row[name] === "number" ? fixed(row[name], digits) : "");
}

const columns: TableColumn[] = [
    { name: "NORAD_CAT_ID", label: "Number", width: 104, number: true, help: "catalogue number" },
    { name: "OBJECT_NAME", label: "Name", width: 200, show: (row) => <Data text={row.OBJECT_NAME as string} /> },
    { name: "OBJECT_ID", label: "Designator", width: 116, help: "international designator" },
    { name: "KIND", label: "Kind", width: 100, help: "as the list of objects has it" },
    {
        name: "OWNER",
        label: "State",
        width: 84,
        help: "State or owner, as the list of objects writes it",
        show: (row) => <Data text={row.OWNER as string} />,
    },
    { name: "PROGRAM", label: "Programme", width: 140, show: (row) => <Data text={row.PROGRAM as string} /> },
    {
        name: "PERIGEE",
        label: "Perigee",
        unit: "km",
        width: 110,
        number: true,
        help: "height over the equatorial radius",
        show: figure("PERIGEE", 0),
    },
    { name: "APOGEE", label: "Apogee", unit: "km", width: 110, number: true, show: figure("APOGEE", 0) },
    { name: "INCLINATION", label: "Inclination", unit: "°", width: 120, number: true, show: figure("INCLINATION", 2) },
    { name: "PERIOD", label: "Period", unit: "min", width: 104, number: true, show: figure("PERIOD", 2) },
    {
        name: "EPOCH",
        label: "Elements of",
        unit: "UTC",
        width: 178,
        help: "epoch of the element set",
        show: (row) => utc(String(row.EPOCH)),
    },
];

/* Orbits by the names people know, as tests of the columns. */
const orbits: Record<string, string[]> = {
    "Low orbits": ["APOGEE<2000"],
    "Geostationary ring": ["PERIOD>1404", "PERIOD<1468", "ECCENTRICITY<0.1"],
    "Between them": ["PERIGEE>=2000", "PERIOD<=1404"],
    Elongated: ["PERIGEE<2000", "APOGEE>=2000"],
};

function All({ query }: { query: URLSearchParams }) {
    const [total, setTotal] = useState<number>();
    const [search, setSearch] = useState("");
    const where = query.getAll("where");
    const sort = query.get("sort") ?? "NORAD_CAT_ID";
    const known = query.get("known-at");
    const options: Options = known ? { "known-at": known } : {};
    const submit = (event: Event) => {
        event.preventDefault();
        const text = search.trim();
        if (/^\d{1,9}$/.test(text)) location.hash = linkTo("/objects", { id: text });
        else if (text)
            setQuery(
                { where: [...where.filter((test) => !test.startsWith("OBJECT_NAME~")), `OBJECT_NAME~${text}`] },
                false,
            );
        setSearch("");
    };
    return (
        <>
            <h1>Objects</h1>
            <p class="lead">
                Every object with element sets, each by its newest. Kind, State and programme are the words of the
                store's list of objects.
            </p>
            <form class="window" onSubmit={submit} role="search">
                <label>
                    Name or catalogue number
                    <input value={search} onInput={(event) => setSearch(event.currentTarget.value)} size={24} />
                </label>
                <button type="submit">Find</button>
                <fieldset class="choice">
                    <legend class="hidden">Orbits</legend>
                    {Object.entries(orbits).map(([name, tests]) => {
                        const on = tests.every((test) => where.includes(test));
                        const others = where.filter((test) => !Object.values(orbits).flat().includes(test));
                        return (
                            <button
                                key={name}
                                type="button"
                                class="plain"
                                aria-pressed={on}
                                onClick={() => setQuery({ where: on ? others : [...others, ...tests] }, false)}
                            >
                                {name}
                            </button>
                        );
                    })}
                </fieldset>
            </form>
            <div class="bar">
                <Filter columns={columns} where={where} onChange={(next) => setQuery({ where: next }, false)} />
                <p class="total" role="status">
                    {total === undefined ? "…" : `${count(total)} objects`}
                </p>
            </div>
            <Table
                caption="Objects"
                columns={columns}
                of={JSON.stringify(options)}
                fetch={(view, signal) => rows("catalogue", options, view, signal)}
                sort={sort}
                where={where}
                onSort={(next) => setQuery({ sort: next })}
                onOpen={(row) => (location.hash = linkTo("/objects", { id: String(row.NORAD_CAT_ID) }))}
                onTotal={setTotal}
                empty={
                    <Empty title="No object passes the filter.">
                        <button type="button" onClick={() => setQuery({ where: undefined }, false)}>
                            Remove the filter
                        </button>
                    </Empty>
                }
            />
            <Cite job="catalogue" options={options} title="Objects with element sets" />
        </>
    );
}

export default function Objects({ place }: { place: Place }) {
    const id = place.query.get("id");
    if (id === null) return <All query={place.query} />;
    if (!/^\d{1,9}$/.test(id))
        return <Empty title="There is no such catalogue number.">A catalogue number has up to nine digits.</Empty>;
    return <OneObject key={id} id={id} query={place.query} />;
}
