/* Treaties and guidelines: what orbital data can say of each provision, and how much of it they cover. */
import { useState } from "preact/hooks";
import { runRows, type Options, type Row } from "../api";
import { linkTo, setQuery } from "../app/router";
import { Cite } from "../parts/cite";
import { Data, ObjectLink } from "../parts/figure";
import { Filter } from "../parts/filter";
import { Empty, RunAge, RunWait, Talk, useRun } from "../parts/states";
import { Table, type TableColumn } from "../parts/table";
import { count, fixed, plain } from "../parts/text";

const groupings: Record<string, string> = {
    provision: "Provision",
    state: "State",
    program: "Programme",
    object: "Object",
};

function Coverage({ row }: { row: Row }) {
    if (row.COVERAGE === null || row.COVERAGE === undefined)
        return <span class="absent">{row.TEST ? "no object" : "no test"}</span>;
    const share = Number(row.COVERAGE);
    return (
        <span class="coverage">
            <meter min={0} max={1} value={share} aria-label="share of objects that the data decide" />
            <span class="figure"> {fixed(share * 100, 0)} %</span>
        </span>
    );
}

const number = (name: string, label: string, help: string): TableColumn => ({
    name,
    label,
    help,
    width: 96,
    number: true,
    show: (row) => (typeof row[name] === "number" ? count(row[name]) : ""),
});

function columnsFor(by: string): TableColumn[] {
    return [
        { name: "NORM", label: "Instrument", width: 190, show: (row) => <Data text={row.NORM as string} /> },
        { name: "PROVISION", label: "Provision", width: 110, show: (row) => <Data text={row.PROVISION as string} /> },
        ...(by === "object"
            ? [
                  {
                      name: "NORAD_CAT_ID",
                      label: "Object",
                      width: 90,
                      number: true,
                      show: (row: Row) => <ObjectLink id={row.NORAD_CAT_ID as number} />,
                  },
              ]
            : []),
        ...(by !== "provision"
            ? [
                  {
                      name: "GROUP",
                      label: groupings[by]!,
                      width: 130,
                      show: (row: Row) => <Data text={row.GROUP as string} />,
                  },
              ]
            : []),
        { name: "BINDING", label: "Kind", width: 100 },
        { name: "TEST", label: "Test", width: 140, help: "empty where orbital data test nothing" },
        number("OBJECTS", "Objects", "the provision is about, as far as the data tell"),
        number("MET", "Met", "the test is met"),
        number("NOT_MET", "Not met", "which need not be a breach: a statement about data, not about law"),
        number("DIFFERS", "Differs", "what was declared differs from what was observed"),
        number("UNDECIDABLE", "Open", "the data do not decide"),
        {
            name: "COVERAGE",
            label: "Decided",
            width: 150,
            help: "share of the objects that the data decide",
            show: (row) => <Coverage row={row} />,
        },
        { name: "REASONS", label: "Why open", width: 220, show: (row) => <Data text={row.REASONS as string} /> },
    ];
}

export function Norms({ query }: { query: URLSearchParams }) {
    const by = groupings[query.get("by") ?? ""] ? query.get("by")! : "provision";
    const options: Options = { by };
    const running = useRun("norms", options);
    const [open, setOpen] = useState<Row>();
    const [total, setTotal] = useState<number>();
    const where = query.getAll("where");
    const columns = columnsFor(by);
    return (
        <>
            <p class="lead">
                Each provision that element sets and a list of objects can test is tested, for every object alike; of
                the others it says what orbital data cannot show. "Not met" is a statement about data, not about law.
            </p>
            <ul class="tabs small-tabs" aria-label="A row for each">
                {Object.entries(groupings).map(([name, label]) => (
                    <li key={name}>
                        <a
                            href={linkTo("/claims", { view: "norms", by: name })}
                            aria-current={name === by ? "true" : undefined}
                        >
                            by {label.toLowerCase()}
                        </a>
                    </li>
                ))}
            </ul>
            <RunWait of={running} what="Holding the catalogue against the norms">
                {(run) => (
                    <>
                        <div class="bar">
                            <Filter
                                columns={columns}
                                where={where}
                                onChange={(next) => setQuery({ where: next }, false)}
                            />
                            <p class="total" role="status">
                                {total === undefined ? "…" : `${count(total)} rows`}
                            </p>
                        </div>
                        <Table
                            caption="Provisions"
                            columns={columns}
                            of={run.id}
                            fetch={(view, signal) => runRows(run.id, view, signal)}
                            sort={query.get("sort") ?? undefined}
                            where={where}
                            onSort={(next) => setQuery({ sort: next })}
                            onOpen={setOpen}
                            isOpen={(row) =>
                                row.NORM === open?.NORM &&
                                row.PROVISION === open?.PROVISION &&
                                row.GROUP === open?.GROUP
                            }
                            onTotal={setTotal}
                            empty={<Empty title="No row passes the filter." />}
                        />
                        {open ? (
                            <section class="panel" aria-label="Provision" aria-live="polite">
                                <h2>
                                    {plain(String(open.NORM))}, {plain(String(open.PROVISION))}
                                </h2>
                                <p>
                                    <Data text={open.CITATION as string} />
                                </p>
                                <h3>What orbital data cannot show of it</h3>
                                <p>
                                    {open.CANNOT ? (
                                        <Data text={open.CANNOT as string} />
                                    ) : (
                                        <span class="absent">nothing is noted</span>
                                    )}
                                </p>
                            </section>
                        ) : (
                            <p class="note">
                                Open a row for its citation, and for what orbital data cannot show of it.
                            </p>
                        )}
                        <RunAge of={running} />
                        <Talk run={run} />
                        <Cite job="norms" options={options} run={run} title={`Norms by ${by}`} />
                    </>
                )}
            </RunWait>
        </>
    );
}
