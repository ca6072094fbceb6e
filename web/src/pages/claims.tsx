/* Public claims, clause by clause against the data; and norms, provision by provision. */
import { useEffect, useState } from "preact/hooks";
import { rowsOfFile, type Options } from "../api";
import { linkTo, setQuery, type Place } from "../app/router";
import { Cite } from "../parts/cite";
import { Data, Fact, Facts, ObjectLink, Utc } from "../parts/figure";
import { Empty, useAsked, Wait } from "../parts/states";
import { fixed, plain, utc } from "../parts/text";
import { Norms } from "./norms";
import { Rerun, type Closest } from "./rerun";

const files = import.meta.glob("../../../data/claims/*.json", {
    query: "?raw",
    import: "default",
    eager: true,
}) as Record<string, string>;

interface Claim {
    id: string;
    title: string;
    statement: string;
    source?: { who?: string; date?: string; url?: string; citation?: string };
}

interface Clause {
    id: string;
    text: string;
    kind: string;
    required: boolean;
    test: string | null;
    verdict: string;
    reason: string;
    likelihood: number | null;
    likelihood_words: string | null;
    confidence: string | null;
    finding: string;
    would_decide?: string;
    would_change?: string;
    never_shown?: string;
    element_sets?: {
        norad_cat_id: number;
        object_name: string;
        epoch: string;
        age_days: number;
        allowance_at_epoch_km?: number;
        allowance_growth_km_day?: number;
    }[];
    figures?: Record<string, unknown>;
}

interface Verdict {
    verdict: string;
    likelihood: number | null;
    likelihood_words: string | null;
    confidence: string | null;
    decided_by: string | null;
    clauses: Clause[];
}

const library: { claim: Claim; text: string }[] = Object.values(files)
    .map((text) => ({ claim: JSON.parse(text) as Claim, text }))
    .sort((a, b) => a.claim.title.localeCompare(b.claim.title, "en"));

export default function Claims({ place }: { place: Place }) {
    const { query } = place;
    const norms = query.get("view") === "norms";
    return (
        <>
            <h1>Claims and norms</h1>
            <ul class="tabs">
                <li>
                    <a href={linkTo("/claims")} aria-current={norms ? undefined : "true"}>
                        Claims
                    </a>
                </li>
                <li>
                    <a href={linkTo("/claims", { view: "norms" })} aria-current={norms ? "true" : undefined}>
                        Norms
                    </a>
                </li>
            </ul>
            {norms ? <Norms query={query} /> : <Library query={query} />}
        </>
    );
}

function parse(text: string): Claim | string {
    try {
        const claim = JSON.parse(text) as Claim;
        return typeof claim?.id === "string" && typeof claim.statement === "string"
            ? claim
            : "This is JSON, but no claim: it has no id or statement.";
    } catch (cause) {
        return `This is not JSON: ${(cause as Error).message}`;
    }
}

function Library({ query }: { query: URLSearchParams }) {
    const id = query.get("claim");
    const [own, setOwn] = useState<string>();
    const entry = library.find(({ claim }) => claim.id === id);
    const read = async (file: File | undefined) => {
        if (!file) return;
        setOwn(file.size > 1_000_000 ? "" : await file.text());
        setQuery({ claim: "own" }, false);
    };
    const claim = id === "own" && own !== undefined ? parse(own) : entry?.claim;
    return (
        <>
            <p class="lead">
                A statement is taken apart into clauses; each is held against element sets. A claim is as strong as the
                weakest clause it rests on, and "undecidable" is a full answer. The same rule decides for every State
                and operator.
            </p>
            <div class="columns">
                <nav aria-label="Claims">
                    <details class="choose" open={id === null || matchMedia("(min-width: 48.01rem)").matches}>
                        <summary>All claims</summary>
                        <ul class="list">
                            {library.map(({ claim: one }) => (
                                <li key={one.id}>
                                    <a
                                        href={linkTo("/claims", { claim: one.id })}
                                        aria-current={one.id === id ? "true" : undefined}
                                    >
                                        {plain(one.title)}
                                    </a>
                                </li>
                            ))}
                        </ul>
                        <label class="file">
                            A claim of your own (JSON, as docs/CLAIMS.md says)
                            <input
                                type="file"
                                accept=".json,application/json"
                                onChange={(event) => read(event.currentTarget.files?.[0])}
                            />
                        </label>
                    </details>
                </nav>
                <div>
                    {claim === undefined ? (
                        <Empty title="Choose a claim.">
                            It is checked against the store's element sets when you open it.
                        </Empty>
                    ) : typeof claim === "string" ? (
                        <p class="state failure" role="alert">
                            {plain(claim)}
                        </p>
                    ) : (
                        <One
                            key={claim.id + (own ?? "")}
                            claim={claim}
                            text={id === "own" ? own! : entry!.text}
                            own={id === "own"}
                        />
                    )}
                </div>
            </div>
        </>
    );
}

function Word({ verdict }: { verdict: string }) {
    const mark = verdict === "supported" ? "✓" : verdict === "contradicted" ? "✗" : "?";
    return (
        <strong class={`verdict ${/^[a-z]+$/.test(verdict) ? verdict : ""}`}>
            <span aria-hidden="true">{mark} </span>
            {verdict}
        </strong>
    );
}

function One({ claim, text, own }: { claim: Claim; text: string; own: boolean }) {
    const options: Options = {};
    const found = useAsked(
        async () => (await rowsOfFile("check", options, text))[0] as unknown as Verdict | undefined,
        [text],
    );
    useEffect(() => {
        document.title = `${plain(claim.title)} · Starsea`;
    }, [claim]);
    const url = claim.source?.url;
    return (
        <article class="claim">
            <h2>
                <Data text={claim.title} />
            </h2>
            <blockquote>
                <Data text={claim.statement} />
            </blockquote>
            {claim.source && (
                <p class="note">
                    <Data text={claim.source.who} />
                    {claim.source.date && `, ${plain(claim.source.date)}`}
                    {claim.source.citation && (
                        <>
                            . <Data text={claim.source.citation} />
                        </>
                    )}
                    {url && /^https?:\/\//.test(url) && (
                        <>
                            {" "}
                            <a href={url} rel="noreferrer noopener external" target="_blank">
                                source
                            </a>
                        </>
                    )}
                </p>
            )}
            <Wait on={found} what="Checking the claim against the store">
                {(verdict) =>
                    verdict ? (
                        <>
                            <div class="outcome">
                                <Word verdict={verdict.verdict} />
                                {verdict.likelihood_words && <span> {verdict.likelihood_words}</span>}
                                {verdict.confidence && <span class="note"> confidence {verdict.confidence}</span>}
                                {verdict.decided_by && (
                                    <span class="note"> decided by the clause "{plain(verdict.decided_by)}"</span>
                                )}
                            </div>
                            <ol class="clauses">
                                {verdict.clauses.map((clause) => (
                                    <ClauseView key={clause.id} clause={clause} />
                                ))}
                            </ol>
                        </>
                    ) : (
                        <p class="state empty">The check gave no verdict.</p>
                    )
                }
            </Wait>
            <Cite
                job="check"
                options={options}
                file={own ? "claim.json" : `data/claims/${claim.id}.json`}
                title={`Check of the claim "${claim.title}"`}
            />
        </article>
    );
}

/* ---- a clause ---- */

const units: [RegExp, string][] = [
    [/_km_s$/, "km/s"],
    [/_km_day$/, "km/d"],
    [/_deg_day$/, "°/d"],
    [/_m_s$/, "m/s"],
    [/_km$/, "km"],
    [/_m$/, "m"],
    [/_deg$/, "°"],
    [/_days?$/, "d"],
    [/_s$/, "s"],
];

function figureOf(name: string, value: unknown) {
    const [pattern, unit] = units.find(([one]) => one.test(name)) ?? [/$^/, ""];
    const label = name.replace(pattern, "").replaceAll("_", " ");
    let shown;
    if (typeof value === "number")
        shown = `${Number.isInteger(value) ? value : fixed(value, 3)}${unit ? ` ${unit}` : ""}`;
    else if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) shown = `${utc(value)} UTC`;
    else if (typeof value === "boolean") shown = value ? "yes" : "no";
    else if (value === null || value === undefined) shown = "not known";
    else shown = plain(typeof value === "string" ? value : JSON.stringify(value));
    return { label, shown };
}

/* The closest approach of two objects that a clause rests on, where it names one. */
function closestOf({ figures, element_sets: sets }: Clause): Closest | null {
    const [range_km, tca] = [figures?.range_km, figures?.tca];
    return typeof range_km === "number" && typeof tca === "string" && sets?.length === 2
        ? { range_km, tca, sets }
        : null;
}

function ClauseView({ clause }: { clause: Clause }) {
    const closest = closestOf(clause);
    return (
        <li>
            <p class="clause">
                <Data text={clause.text} />
            </p>
            <p>
                <Word verdict={clause.verdict} />
                {clause.likelihood_words && ` ${clause.likelihood_words}`}
                {clause.likelihood !== null && ` (${fixed(clause.likelihood, 2)})`}
                <span class="note">
                    {" "}
                    {clause.kind}
                    {clause.required ? ", the claim rests on it" : ""}
                    {clause.confidence && `, confidence ${clause.confidence}`}, {clause.reason}
                    {clause.test && `, test ${clause.test}`}
                </span>
            </p>
            <p>{plain(clause.finding)}</p>
            <Facts>
                {clause.would_decide && <Fact term="Would decide it">{plain(clause.would_decide)}</Fact>}
                {clause.would_change && <Fact term="Would change it">{plain(clause.would_change)}</Fact>}
                {clause.never_shown && <Fact term="Never shown by it">{plain(clause.never_shown)}</Fact>}
            </Facts>
            {((clause.figures && Object.keys(clause.figures).length > 0) || (clause.element_sets?.length ?? 0) > 0) && (
                <details>
                    <summary>Figures and evidence</summary>
                    {clause.figures && (
                        <Facts>
                            {Object.entries(clause.figures).map(([name, value]) => {
                                const { label, shown } = figureOf(name, value);
                                return (
                                    <Fact key={name} term={label}>
                                        {shown}
                                    </Fact>
                                );
                            })}
                        </Facts>
                    )}
                    {clause.element_sets && clause.element_sets.length > 0 && (
                        <ul>
                            {clause.element_sets.map((set, i) => (
                                <li key={i}>
                                    <ObjectLink id={set.norad_cat_id} name={set.object_name} />: elements of{" "}
                                    <Utc at={set.epoch} />, {fixed(set.age_days, 2)} d away
                                    {typeof set.allowance_at_epoch_km === "number" &&
                                        `; allowance ${fixed(set.allowance_at_epoch_km, 1)} km and ${fixed(set.allowance_growth_km_day ?? 0, 1)} km a day`}
                                </li>
                            ))}
                        </ul>
                    )}
                </details>
            )}
            {closest && <Rerun closest={closest} />}
        </li>
    );
}
