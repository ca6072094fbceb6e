/* Where the data come from, how old they are, what may be fetched, what is wrong with them. */
import { useContext } from "preact/hooks";
import { rows, runRows, type Row } from "../api";
import { StoreContext } from "../app/data";
import { setQuery, type Place } from "../app/router";
import { Cite } from "../parts/cite";
import { Data as Text, Fact, Facts, Utc } from "../parts/figure";
import { Filter } from "../parts/filter";
import { Empty, RunAge, RunWait, Talk, useAsked, useRun, Wait } from "../parts/states";
import { Table, type TableColumn } from "../parts/table";
import { count, ms, span, utc } from "../parts/text";

const findings: TableColumn[] = [
    {
        name: "SEVERITY",
        label: "Severity",
        width: 96,
        show: (row) => (
            <span class={`severity ${/^[a-z]+$/.test(String(row.SEVERITY)) ? row.SEVERITY : ""}`}>{row.SEVERITY}</span>
        ),
    },
    { name: "RULE", label: "Rule", width: 130 },
    { name: "NORAD_CAT_ID", label: "Object", width: 90, number: true },
    { name: "WHAT", label: "What", width: 420, show: (row) => <Text text={row.WHAT as string} /> },
    { name: "ADVICE", label: "Advice", width: 320, show: (row) => <Text text={row.ADVICE as string} /> },
    { name: "FILE", label: "File", width: 200, show: (row) => <Text text={row.FILE as string} /> },
    { name: "LINE", label: "Line", width: 80, number: true },
    { name: "SOURCE", label: "Original", width: 400, show: (row) => <Text text={row.SOURCE as string} /> },
];

function ago(iso: unknown): string {
    return iso ? `${span(Date.now() - ms(String(iso)))} ago` : "";
}

function Files({ list }: { list: Row[] }) {
    if (list.length === 0) return <Empty title="No file was imported yet.">starsea import --store STORE FILE</Empty>;
    return (
        <div class="scroll tall" tabIndex={0} role="group" aria-label="Files">
            <table class="small">
                <caption class="hidden">Files and lists in the store</caption>
                <thead>
                    <tr>
                        <th scope="col">File</th>
                        <th scope="col">Publisher</th>
                        <th scope="col">Arrived, UTC</th>
                        <th scope="col" class="number">
                            Records
                        </th>
                        <th scope="col" class="number">
                            New
                        </th>
                        <th scope="col" class="number">
                            Differing
                        </th>
                        <th scope="col" class="number">
                            Refused
                        </th>
                        <th scope="col" class="number">
                            Warnings
                        </th>
                        <th scope="col">Terms</th>
                        <th scope="col">SHA-256</th>
                    </tr>
                </thead>
                <tbody>
                    {list.slice(0, 1000).map((row, i) => (
                        <tr key={i}>
                            <th scope="row">
                                <Text
                                    text={String(row.NAME ?? "")
                                        .split("/")
                                        .pop()}
                                />
                                {row.KIND === "objects" && <span class="note"> list of objects in use</span>}
                            </th>
                            <td>
                                {row.SOURCE ? (
                                    <Text text={row.SOURCE as string} />
                                ) : (
                                    <span class="absent">not told</span>
                                )}
                            </td>
                            <td>
                                {utc(String(row.ARRIVAL), false)} <span class="note">{ago(row.ARRIVAL)}</span>
                            </td>
                            {["RECORDS", "ADDED", "DIFFERING", "REFUSED", "WARNINGS"].map((name) => (
                                <td key={name} class="number">
                                    {typeof row[name] === "number" ? count(row[name] as number) : ""}
                                </td>
                            ))}
                            <td>
                                {row.STATE === "restricted" ? (
                                    "may not be passed on"
                                ) : row.LICENCE ? (
                                    <Text text={row.LICENCE as string} />
                                ) : (
                                    <span class="absent">not told</span>
                                )}
                            </td>
                            <td>
                                <code title={String(row.SHA256)}>{String(row.SHA256).slice(0, 12)}…</code>
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function Addresses({ list }: { list: Row[] }) {
    if (list.length === 0)
        return (
            <Empty title="Nothing was fetched.">
                starsea fetch celestrak --store STORE asks a publisher, at most every eight hours; this page never does.
            </Empty>
        );
    return (
        <div class="scroll" tabIndex={0} role="group" aria-label="Addresses">
            <table class="small">
                <caption class="hidden">Addresses that were fetched, and the budget</caption>
                <thead>
                    <tr>
                        <th scope="col">Source</th>
                        <th scope="col">Address</th>
                        <th scope="col">State</th>
                        <th scope="col">Last good answer, UTC</th>
                        <th scope="col">May be asked from, UTC</th>
                        <th scope="col" class="number">
                            Requests in the last hour
                        </th>
                        <th scope="col" class="number">
                            Records
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {list.map((row, i) => (
                        <tr key={i}>
                            <th scope="row">
                                <Text text={row.SOURCE as string} />
                            </th>
                            <td>
                                <Text text={row.NAME as string} />
                            </td>
                            <td>
                                <span class={`severity ${row.STATE === "blocked" ? "error" : ""}`}>{row.STATE}</span>
                                {row.REASON && (
                                    <span class="note">
                                        {" "}
                                        <Text text={row.REASON as string} />
                                    </span>
                                )}
                            </td>
                            <td>
                                {row.ARRIVAL ? utc(String(row.ARRIVAL), false) : <span class="absent">none</span>}{" "}
                                <span class="note">{ago(row.ARRIVAL)}</span>
                            </td>
                            <td>{row.NEXT ? utc(String(row.NEXT), false) : ""}</td>
                            <td class="number">{row.REQUESTS_HOUR}</td>
                            <td class="number">{typeof row.RECORDS === "number" ? count(row.RECORDS) : ""}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export default function DataPage({ place }: { place: Place }) {
    const { query } = place;
    const store = useContext(StoreContext).value;
    const sources = useAsked((signal) => rows("sources", {}, undefined, signal), []);
    const doctor = useRun("doctor", {});
    const where = query.getAll("where");
    return (
        <>
            <h1>Data</h1>
            {store && (
                <Facts>
                    <Fact term="Objects">{count(store.objects)}</Fact>
                    <Fact term="Element sets">{count(store.sets)}</Fact>
                    <Fact term="Epochs">
                        <Utc at={store.first} seconds={false} /> to <Utc at={store.last} seconds={false} />
                    </Fact>
                    <Fact term="Last arrival">
                        <Utc at={store.arrival} seconds={false} /> <span class="note">{ago(store.arrival)}</span>
                    </Fact>
                    <Fact term="Findings kept">{count(store.findings)}</Fact>
                </Facts>
            )}
            <Wait on={sources} what="Asking for the sources">
                {({ rows: list }) => (
                    <>
                        <h2>Files and lists</h2>
                        <Files list={list.filter((row) => row.KIND === "file" || row.KIND === "objects")} />
                        <h2>What is fetched, and the budget</h2>
                        <Addresses list={list.filter((row) => row.KIND === "address")} />
                        <Cite job="sources" options={{}} title="Sources of the data" data={store?.last ?? undefined} />
                    </>
                )}
            </Wait>
            <h2>What imports found</h2>
            <RunWait of={doctor} what="Reading the findings">
                {(run) => (
                    <>
                        <Filter
                            columns={findings}
                            where={where}
                            onChange={(next) => setQuery({ where: next }, false)}
                        />
                        <Table
                            caption="Findings"
                            columns={findings}
                            of={run.id}
                            fetch={(view, signal) => runRows(run.id, view, signal)}
                            sort={query.get("sort") ?? undefined}
                            where={where}
                            onSort={(next) => setQuery({ sort: next })}
                            height={400}
                            empty={
                                <Empty
                                    title={
                                        where.length
                                            ? "No finding passes the filter."
                                            : "Nothing wrong or doubtful was found in what was imported."
                                    }
                                />
                            }
                        />
                        <RunAge of={doctor} />
                        <Talk run={run} />
                        <Cite job="doctor" options={{}} run={run} title="Findings of the imports" />
                    </>
                )}
            </RunWait>
        </>
    );
}
