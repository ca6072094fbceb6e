/* One approach: how the objects pass, the encounter plane, what probability can be said. */
import { useEffect, useRef } from "preact/hooks";
import { document as documentOf, jobPath, rows, rowsOfFile, runRows, type Options, type Row, type Run } from "../api";
import { setQuery } from "../app/router";
import { Cite } from "../parts/cite";
import { Caveats, Data, Fact, Facts, Figure, ObjectLink, Probability, Utc } from "../parts/figure";
import { path, Plot } from "../parts/plot";
import { useAsked, Wait } from "../parts/states";
import { DAY_MS, fixed, iso, ms, utc } from "../parts/text";

interface EncounterProps {
    run: Run;
    options: Options; /* of the screening */
    pair: string;
    tca: string;
}

/* The row of the table that was opened. */
async function eventOf(run: Run, pair: string, tca: string, signal: AbortSignal): Promise<Row | null> {
    const [one, two] = pair.split(",");
    const found = await runRows(
        run.id,
        { where: [`NORAD_CAT_ID_1=${one}`, `NORAD_CAT_ID_2=${two}`, `TCA=${tca}`], limit: 1 },
        signal,
    );
    return found.rows[0] ?? null;
}

export function Encounter({ run, options, pair, tca }: EncounterProps) {
    const event = useAsked((signal) => eventOf(run, pair, tca, signal), [run.id, pair, tca]);
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => heading.current?.focus({ preventScroll: true }), [event.value]);
    return (
        <section class="panel" aria-label="Encounter">
            <div class="bar">
                <h2 ref={heading} tabIndex={-1}>
                    Encounter of {pair.replace(",", " and ")}
                </h2>
                <button type="button" onClick={() => setQuery({ pair: undefined, tca: undefined }, false)}>
                    Close
                </button>
            </div>
            <Wait on={event} what="Looking for the approach">
                {(row) =>
                    row ? (
                        <Approach row={row} options={options} pair={pair} tca={tca} />
                    ) : (
                        <p class="state empty">This screening has no such approach.</p>
                    )
                }
            </Wait>
        </section>
    );
}

function ageOf(row: Row, side: 1 | 2): string {
    const days = Number(row[`DSE_${side}`]);
    return iso(ms(String(row.TCA)) - days * DAY_MS);
}

function Approach({ row, options, pair, tca }: { row: Row; options: Options; pair: string; tca: string }) {
    const asked: Options = { id: pair, start: options.start!, tca };
    if (options["known-at"]) asked["known-at"] = options["known-at"];
    const near = { ...asked, span: spanOf(row), points: "100" };
    const history = useAsked((signal) => rows("encounter", near, undefined, signal), [JSON.stringify(near)]);
    const stale = String(row.CAVEATS ?? "").includes("STALE");
    const same = String(row.CAVEATS ?? "").includes("SAME_ELEMENTS");
    return (
        <>
            <Facts>
                <Fact term="Closest approach">
                    <Utc at={tca} />
                </Fact>
                <Fact term="Distance">
                    <Figure value={row.TCA_RANGE as number} unit="km" decimals={3} />
                </Fact>
                <Fact term="Relative speed">
                    <Figure value={row.TCA_RELATIVE_SPEED as number} unit="km/s" decimals={3} />
                </Fact>
                <Fact term="R, T, N" help="object 2 less object 1 in the RTN frame of object 1">
                    <Figure value={row.RELATIVE_R as number} decimals={3} />,{" "}
                    <Figure value={row.RELATIVE_T as number} decimals={3} />,{" "}
                    <Figure value={row.RELATIVE_N as number} unit="km" decimals={3} />
                </Fact>
                {([1, 2] as const).map((side) => (
                    <Fact key={side} term={`Object ${side}`}>
                        <ObjectLink
                            id={row[`NORAD_CAT_ID_${side}`] as number}
                            name={row[`OBJECT_NAME_${side}`] as string}
                        />
                        <br />
                        <span class="note">
                            elements of about {utc(ageOf(row, side), false)} UTC,{" "}
                            <Figure value={Math.abs(row[`DSE_${side}`] as number)} unit="d" decimals={2} />{" "}
                            {Number(row[`DSE_${side}`]) < 0 ? "after" : "before"} TCA
                        </span>
                    </Fact>
                ))}
                <Fact term="Caveats">
                    <Caveats words={row.CAVEATS as string} />
                </Fact>
            </Facts>
            {stale && (
                <p class="state stale">
                    One of the element sets is more than 14 days from the approach: distances like this one mean little.
                </p>
            )}
            {same ? (
                <p class="state empty">
                    Both objects carry the same element set: they are docked, or not yet told apart. That is no distance,
                    and no probability follows from it.
                </p>
            ) : (
                <Wait on={history} what="Computing the approach">
                    {({ rows: points }) => (
                        <div class="pair">
                            <History points={points} />
                            <PlaneAndPc row={row} points={points} asked={asked} />
                        </div>
                    )}
                </Wait>
            )}
            <Cite
                job="encounter"
                options={near}
                title={`Encounter of ${pair.replace(",", " and ")} at ${utc(tca)} UTC`}
            />
        </>
    );
}

/* As long as the distance takes to grow to some times what it is, in seconds. */
function spanOf(row: Row): string {
    const seconds = (4 * Math.max(Number(row.TCA_RANGE), 0.05)) / Math.max(Number(row.TCA_RELATIVE_SPEED), 1e-4);
    return `${Math.max(0.5, Math.min(3600, Number(seconds.toPrecision(2))))}s`;
}

const lines = [
    ["RANGE", "distance", "ink-0"],
    ["RELATIVE_R", "R", "ink-1"],
    ["RELATIVE_T", "T", "ink-2"],
    ["RELATIVE_N", "N", "ink-3"],
] as const;

function History({ points }: { points: Row[] }) {
    if (points.length < 2) return <p class="state empty">The objects have no states about their approach.</p>;
    const most = Math.max(...points.map((point) => Number(point.RANGE))) || 1; /* an axis has a length */
    const from = Number(points[0]!.SINCE_TCA);
    const to = Number(points[points.length - 1]!.SINCE_TCA);
    return (
        <figure>
            <figcaption>Object 2 as seen from object 1, in its RTN frame</figcaption>
            <Plot
                label={`Distance and its parts along R, T and N from ${fixed(from, 2)} to ${fixed(to, 2)} s about closest approach`}
                x={{ min: from, max: to, label: "s since closest approach" }}
                y={{ min: -1.05 * most, max: 1.05 * most, label: "km" }}
            >
                {(scales) => (
                    <>
                        <line class="zero" x1={scales.x(0)} x2={scales.x(0)} y1={scales.y(-most)} y2={scales.y(most)} />
                        {lines.map(([name, label, ink]) => (
                            <path
                                key={name}
                                class={`line ${ink}`}
                                d={path(
                                    points.map((point) => [Number(point.SINCE_TCA), Number(point[name])]),
                                    scales,
                                )}
                            >
                                <title>{label}</title>
                            </path>
                        ))}
                    </>
                )}
            </Plot>
            <Legend />
        </figure>
    );
}

function Legend() {
    return (
        <ul class="legend">
            {lines.map(([name, label, ink]) => (
                <li key={name}>
                    <svg width="22" height="8" aria-hidden="true">
                        <path class={`line ${ink}`} d="M0 4H22" />
                    </svg>
                    {label}
                </li>
            ))}
        </ul>
    );
}

interface Judged {
    methods: Row[];
    created: string;
}

/* The message of the approach, and what `pc` says of it with covariances from the table for low orbits. It knows one age a
 * message, so the date of the message is that of the older set. */
async function judge(row: Row, asked: Options, signal: AbortSignal): Promise<Judged> {
    const older = Math.max(Number(row.DSE_1), Number(row.DSE_2), 0);
    const created = iso(ms(String(row.TCA)) - older * DAY_MS);
    const message = await documentOf("cdm", { ...asked, created }, signal);
    return { methods: await rowsOfFile("pc", { covariance: "table", trials: "0", "hbr-m": "20" }, message), created };
}

function PlaneAndPc({ row, points, asked }: { row: Row; points: Row[]; asked: Options }) {
    const judged = useAsked((signal) => judge(row, asked, signal), [JSON.stringify(asked)]);
    return (
        <Wait on={judged} what="Computing probabilities">
            {(found) => {
                const chosen = found.methods.find((method) => method.CHOSEN === "yes");
                const plane = found.methods.find((method) => typeof method.SIGMA_X === "number");
                return (
                    <>
                        {plane ? <Ellipses plane={plane} /> : <Miss row={row} points={points} />}
                        <div class="wide">
                            <h3>Probability of collision</h3>
                            <p class="note">
                                Element sets carry no uncertainty. The maximum is what any uncertainty allows; a
                                probability needs a covariance, and the one taken here is an estimate
                                {plane
                                    ? ": the table of Aida and Kirschner (2013) for low orbits, at the age of the older set"
                                    : ", which does not exist for these orbits"}
                                . Combined hard-body radius 20 m, assumed.
                            </p>
                            <Facts>
                                <Fact
                                    term="Maximum, any uncertainty"
                                    help="largest probability that any covariance allows at this distance"
                                >
                                    <Probability value={row.MAX_PROB as number} />
                                </Fact>
                                <Fact
                                    term="at standard deviation"
                                    help="along the miss; knowing worse than this lowers the probability: dilution"
                                >
                                    <Figure value={row.DILUTION as number} unit="km" decimals={3} />
                                </Fact>
                                <Fact term={chosen ? `Estimate, ${chosen.METHOD}` : "Estimate"}>
                                    <Probability value={chosen?.PC as number} />
                                </Fact>
                            </Facts>
                            <div class="scroll" tabIndex={0} role="group" aria-label="Methods">
                                <table class="small">
                                    <caption class="hidden">Probability by method</caption>
                                    <thead>
                                        <tr>
                                            <th scope="col">Method</th>
                                            <th scope="col" class="number">
                                                Pc
                                            </th>
                                            <th scope="col">Caveats</th>
                                        </tr>
                                    </thead>
                                    <tbody>
                                        {found.methods.map((method) => (
                                            <tr
                                                key={String(method.METHOD)}
                                                class={method.CHOSEN === "yes" ? "chosen" : undefined}
                                            >
                                                <th scope="row">
                                                    {method.METHOD}
                                                    {method.CHOSEN === "yes" && <span class="note"> to go by</span>}
                                                </th>
                                                <td class="number">
                                                    <Probability value={method.PC as number} />
                                                </td>
                                                <td>
                                                    <Data text={method.CAVEATS as string} />
                                                </td>
                                            </tr>
                                        ))}
                                    </tbody>
                                </table>
                            </div>
                            <p class="note">
                                <a href={jobPath("cdm", { ...asked, created: found.created })}>
                                    The conjunction data message (CCSDS 508.0-B-1)
                                </a>
                                , which pc reads:{" "}
                                <code>starsea pc approach.cdm --covariance table --trials 0 --hbr-m 20</code>
                            </p>
                        </div>
                    </>
                );
            }}
        </Wait>
    );
}

/* The covariance's principal axes are the plot's; object 1 with its ellipses is in the middle, object 2 where it passes. */
function Ellipses({ plane }: { plane: Row }) {
    const [x, y, sx, sy, hbr] = ["MISS_X", "MISS_Y", "SIGMA_X", "SIGMA_Y", "HBR"].map((name) =>
        Number(plane[name]),
    ) as [number, number, number, number, number];
    const across = 1.1 * Math.max(Math.abs(x), 3 * sx, 2 * hbr);
    const up = 1.1 * Math.max(Math.abs(y), 3 * sy, 2 * hbr);
    return (
        <figure>
            <figcaption>Encounter plane, along the axes of the combined covariance</figcaption>
            <Plot
                label={`Encounter plane: miss ${fixed(x, 0)} m and ${fixed(y, 0)} m, standard deviations ${fixed(sx, 0)} m and ${fixed(sy, 0)} m, radius ${fixed(hbr, 0)} m`}
                x={{ min: -across, max: across, label: "m, first principal axis" }}
                y={{ min: -up, max: up, label: "m, second principal axis" }}
                square
            >
                {(s) => (
                    <>
                        {[3, 2, 1].map((n) => (
                            <ellipse
                                key={n}
                                class="sigma"
                                cx={s.x(0)}
                                cy={s.y(0)}
                                rx={s.x(n * sx) - s.x(0)}
                                ry={s.y(0) - s.y(n * sy)}
                            >
                                <title>{n} sigma</title>
                            </ellipse>
                        ))}
                        <line class="miss" x1={s.x(0)} y1={s.y(0)} x2={s.x(x)} y2={s.y(y)} />
                        <circle class="body" cx={s.x(x)} cy={s.y(y)} r={Math.max(3, s.x(hbr) - s.x(0))}>
                            <title>object 2, combined radius {fixed(hbr, 0)} m</title>
                        </circle>
                        <circle class="home" cx={s.x(0)} cy={s.y(0)} r={3}>
                            <title>object 1</title>
                        </circle>
                    </>
                )}
            </Plot>
            <p class="note">
                1, 2 and 3 sigma: <Figure value={sx} decimals={0} /> by <Figure value={sy} unit="m" decimals={0} />{" "}
                estimated. Dot: object 2.
            </p>
        </figure>
    );
}

/* Without a covariance: the miss alone, and the circle at which the probability would be largest. */
function Miss({ row, points }: { row: Row; points: Row[] }) {
    const middle = points[Math.floor(points.length / 2)];
    if (!middle || typeof middle.PLANE_X !== "number")
        return <p class="state empty">The objects fly together: there is no encounter plane.</p>;
    const x = Number(middle.PLANE_X) * 1000;
    const y = Number(middle.PLANE_Y) * 1000;
    const sigma = Number(row.DILUTION ?? 0) * 1000;
    const half = 1.15 * Math.max(Math.abs(x), Math.abs(y), sigma, 40);
    return (
        <figure>
            <figcaption>Encounter plane</figcaption>
            <Plot
                label={`Encounter plane: object 2 passes ${fixed(x, 0)} m across and ${fixed(y, 0)} m up`}
                x={{ min: -half, max: half, label: "m, across" }}
                y={{ min: -half, max: half, label: "m, up: R of object 1" }}
                square
            >
                {(s) => (
                    <>
                        {sigma > 0 && <circle class="sigma" cx={s.x(0)} cy={s.y(0)} r={s.x(sigma) - s.x(0)} />}
                        <line class="miss" x1={s.x(0)} y1={s.y(0)} x2={s.x(x)} y2={s.y(y)} />
                        <circle class="body" cx={s.x(x)} cy={s.y(y)} r={4} />
                        <circle class="home" cx={s.x(0)} cy={s.y(0)} r={3} />
                    </>
                )}
            </Plot>
            <p class="note">
                No covariance is known. The circle is the standard deviation at which the maximum probability holds.
            </p>
        </figure>
    );
}
