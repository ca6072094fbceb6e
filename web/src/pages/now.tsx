/* Now: the whole catalogue about the Earth, moving. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { setQuery, type Place as Address } from "../app/router";
import { Card } from "../now/card";
import { Clock, warps } from "../now/clock";
import { grouping, palette, schemes, type Scheme } from "../now/colours";
import { Hand } from "../now/hand";
import type { Neighbour, Place, Summary, Track } from "../now/messages";
import { Motion } from "../now/motion";
import "../now/now.css";
import type { Record } from "../now/catalogue";
import { Sight } from "../now/sight";
import { anotherSky, theSky, type Sky } from "../now/sky";
import { useDark } from "../now/theme";
import { Empty, Failure } from "../parts/states";
import { count, DAY_MS, iso, plain, span, utc } from "../parts/text";

const STALE_DAYS = 14;
const AGAIN_MS = 6 * 3_600_000; // of the page's time: colours by age are counted anew

// Begun before anything is drawn: the catalogue takes longer than the page.
theSky().summary.catch(() => {});

/** When most of the elements are of: nine in ten are older. */
function dataTime(summary: Summary): number {
    const sorted = summary.epochs_ms.slice().sort();
    return Math.floor((sorted[Math.floor(0.9 * (sorted.length - 1))] ?? Date.now()) / 60_000) * 60_000;
}

/* What is known of the chosen object, asked anew as time goes on. */
function useChosen(sky: Sky, clock: Clock, index: number, running: boolean, jump: number) {
    const [record, setRecord] = useState<Record | null>(null);
    const [place, setPlace] = useState<{ place: Place; at_ms: number } | null>(null);
    const [near, setNear] = useState<Neighbour[] | null>(null);
    const [track, setTrack] = useState<Track | null>(null);
    useEffect(() => {
        setRecord(null);
        setPlace(null);
        setNear(null);
        setTrack(null);
        if (index < 0) return;
        let here = true;
        sky.ask("record", { index }).then((found) => here && setRecord(found));
        return () => void (here = false);
    }, [sky, index]);
    useEffect(() => {
        if (index < 0) return;
        let here = true;
        let tracked = NaN;
        let neighbours = 0;
        const look = () => {
            const at_ms = clock.now();
            sky.ask("place", { index, at_ms }).then((found) => here && setPlace({ place: found, at_ms }));
            if (!(Math.abs(at_ms - tracked) < 20 * 60_000)) {
                tracked = at_ms;
                sky.ask("track", { index, at_ms }).then((found) => here && setTrack(found));
            }
            if (neighbours++ % 5 === 0)
                sky.ask("neighbours", { index, at_ms, most: 6 }).then((found) => here && setNear(found));
        };
        look();
        const timer = running ? setInterval(look, 1000) : 0;
        return () => {
            here = false;
            clearInterval(timer);
        };
    }, [sky, clock, index, running, jump]);
    return { record, place, near, track };
}

function Search({ sky, onChoose }: { sky: Sky; onChoose: (index: number) => void }) {
    const [text, setText] = useState("");
    const [found, setFound] = useState<{ index: number; record: Record }[] | null>(null);
    useEffect(() => {
        if (!text.trim()) return setFound(null);
        let here = true;
        sky.ask("search", { text, most: 12 }).then((all) => here && setFound(all));
        return () => void (here = false);
    }, [sky, text]);
    const choose = (index: number) => {
        onChoose(index);
        setText("");
    };
    return (
        <form
            role="search"
            class="find"
            onSubmit={(e) => {
                e.preventDefault();
                if (found?.[0]) choose(found[0].index);
            }}
        >
            <label for="find">Find an object</label>
            <input
                id="find"
                type="search"
                value={text}
                placeholder="name, number or designator"
                autocomplete="off"
                onInput={(e) => setText(e.currentTarget.value)}
            />
            {found && (
                <ul class="found" aria-label="Objects found">
                    {found.map(({ index, record }) => (
                        <li key={record.id}>
                            <button type="button" onClick={() => choose(index)}>
                                <span class="figure">{record.id}</span> <bdi>{plain(record.name || record.designator)}</bdi>
                            </button>
                        </li>
                    ))}
                    {found.length === 0 && <li class="note">Nothing of that name or number.</li>}
                </ul>
            )}
        </form>
    );
}

function Loaded({ sky, summary, query }: { sky: Sky; summary: Summary; query: URLSearchParams }) {
    const dark = useDark();
    const data_ms = useMemo(() => dataTime(summary), [summary]);
    const begin = useMemo(() => {
        const asked = Date.parse(query.get("t") ?? "");
        const old = Date.now() - data_ms > STALE_DAYS * DAY_MS;
        const warp = warps.find((w) => w === Number(query.get("warp"))) ?? 1;
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        const at = Number.isFinite(asked) ? asked : old ? data_ms : Date.now();
        return { at, old, warp, running: !Number.isFinite(asked) && !calm };
    }, [summary]);
    const clock = useMemo(() => new Clock(begin.at, begin.warp, begin.running), [summary]);
    const [, redraw] = useState(0);
    const motion = useMemo(() => new Motion(sky, clock, () => redraw((n) => n + 1)), [sky, clock]);
    const [running, setRunning] = useState(begin.running);
    const [warp, setWarp] = useState(begin.warp);
    const [anchor_ms, setAnchor] = useState(begin.at);
    const [jump, setJump] = useState(0);
    const [noGlobe, setNoGlobe] = useState(false);

    const scheme = (query.get("by") ?? "kind") in schemes ? ((query.get("by") ?? "kind") as Scheme) : "kind";
    const hide = query.get("hide") ?? "";
    const hidden = useMemo(() => new Set(hide ? hide.split(".").map(Number) : []), [hide]);
    const map = noGlobe || query.get("view") === "map";
    const epoch = scheme === "age" ? Math.round(clock.now() / AGAIN_MS) : 0;
    const groups = useMemo(() => grouping(scheme, summary, clock.now()), [scheme, summary, epoch]);
    const index = useMemo(() => summary.ids.indexOf(Number(query.get("id") ?? -1)), [summary, query.get("id")]);
    const chosen = useChosen(sky, clock, index, running, jump);
    const near = useMemo(() => (chosen.near ?? []).map((n) => n.index), [chosen.near]);

    const choose = (at: number) => setQuery({ id: at >= 0 ? summary.ids[at] : null });
    const run = (on: boolean) => {
        clock.change({ running: on });
        setRunning(on);
        setQuery({ t: on ? null : iso(clock.now()) });
    };
    const hasten = (to: number) => {
        clock.change({ warp: to });
        setWarp(to);
        setQuery({ warp: to === 1 ? null : to });
    };
    const set = (at: number, anchor: boolean) => {
        clock.set(at);
        if (anchor) setAnchor(at);
        setJump((n) => n + 1);
        if (!running) setQuery({ t: iso(at) });
    };
    const toggle = (i: number) => {
        const to = new Set(hidden);
        if (!to.delete(i)) to.add(i);
        setQuery({ hide: [...to].sort((a, b) => a - b).join(".") });
    };
    const colours = palette(scheme, dark);
    const missing = motion.first?.missing ?? 0;

    if (motion.problem) return <Failure problem={motion.problem} />;
    return (
        <div class="now">
            <div class="now-main">
                <Sight
                    {...{ map, motion, clock, scheme, hidden, near }}
                    grouping={groups}
                    chosen={index}
                    name={chosen.record?.name || String(chosen.record?.id ?? "")}
                    track={chosen.track}
                    onChoose={choose}
                    onNoGlobe={() => setNoGlobe(true)}
                    onPause={() => run(!running)}
                />
                <Hand
                    {...{ clock, running, warp, anchor_ms, data_ms }}
                    onRun={run}
                    onWarp={hasten}
                    onSet={set}
                />
            </div>
            <div class="now-side">
                <Search sky={sky} onChoose={choose} />
                {index >= 0 && chosen.record && (
                    <Card
                        record={chosen.record}
                        place={chosen.place?.place ?? null}
                        at_ms={chosen.place?.at_ms ?? clock.now()}
                        near={chosen.near}
                        onChoose={choose}
                        onClose={() => choose(-1)}
                    />
                )}
                {index < 0 && query.get("id") && (
                    <p class="note" role="status">
                        No element set of object {plain(query.get("id")!)} is in the store.
                    </p>
                )}
                <fieldset class="legend">
                    <legend>
                        <label for="by">Colour by</label>{" "}
                        <select
                            id="by"
                            value={scheme}
                            onChange={(e) => {
                                const by = e.currentTarget.value;
                                setQuery({ by: by === "kind" ? null : by, hide: null });
                            }}
                        >
                            {Object.entries(schemes).map(([name, words]) => (
                                <option key={name} value={name}>
                                    {words}
                                </option>
                            ))}
                        </select>
                    </legend>
                    {groups.groups.map((group, i) => (
                        <label key={group.name} class="group">
                            <input type="checkbox" checked={!hidden.has(i)} onChange={() => toggle(i)} />
                            <span class="swatch" style={{ backgroundColor: colours[group.colour] }} />
                            <bdi>{plain(group.name)}</bdi>
                            <span class="figure">{count(group.count)}</span>
                        </label>
                    ))}
                    {scheme !== "age" && <p class="note">In the words of the list of objects; nothing is guessed from names.</p>}
                </fieldset>
                <p class="note">
                    {count(summary.count)} objects{missing > 0 && <>, {count(missing)} of them without a place at this time: decayed by their elements, or refused by SGP4</>}.
                    {begin.old && !query.get("t") && <> The elements are {span(Date.now() - data_ms)} old, so the clock began at {utc(iso(data_ms), false)} UTC.</>}
                </p>
                {!noGlobe && (
                    <p class="views">
                        <button type="button" aria-pressed={!map} onClick={() => setQuery({ view: null })}>
                            Globe
                        </button>
                        <button type="button" aria-pressed={map} onClick={() => setQuery({ view: "map" })}>
                            Map
                        </button>
                    </p>
                )}
                {noGlobe && <p class="note">This browser has no WebGL2: the map stands in for the globe.</p>}
                <p class="note">
                    Places are computed here, from the newest element set of each object, by the SGP4 of the command line to
                    the last bit; pictures between two computed moments are interpolated.
                </p>
            </div>
        </div>
    );
}

export default function Now({ place }: { place: Address }) {
    const [sky, setSky] = useState(theSky);
    const [summary, setSummary] = useState<Summary | null>(null);
    const [problem, setProblem] = useState<unknown>(null);
    const alive = useRef(true);
    useEffect(() => {
        alive.current = true;
        setProblem(null);
        sky.summary.then(
            (found) => alive.current && setSummary(found),
            (why) => alive.current && setProblem(why),
        );
        return () => void (alive.current = false);
    }, [sky]);
    return (
        <>
            <h1 class="hidden">Now</h1>
            {problem ? (
                <Failure problem={problem} again={() => setSky(anotherSky())} />
            ) : !summary ? (
                <div class="now">
                    <div class="sky waiting" role="status">
                        Fetching the catalogue
                    </div>
                </div>
            ) : summary.count === 0 ? (
                <Empty title="The store holds no element sets yet">
                    Import some: <code>starsea import --store STORE FILE</code>, or <code>starsea fetch</code>.
                </Empty>
            ) : (
                <Loaded sky={sky} summary={summary} query={place.query} />
            )}
        </>
    );
}
