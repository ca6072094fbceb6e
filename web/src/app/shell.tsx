/* What surrounds every page: the name, the six places, the age of the data, and the page itself, loaded when it is first wanted. */
import "../parts/parts.css";
import type { ComponentType } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { useAsked } from "../parts/states";
import { DAY_MS, ms, span, utc } from "../parts/text";
import { readStore, StoreContext } from "./data";
import { linkTo, usePlace, type Place } from "./router";

export interface PageProps {
    place: Place;
}
type Page = ComponentType<PageProps>;

const places: { path: string; name: string; load: () => Promise<{ default: Page }> }[] = [
    { path: "/", name: "Now", load: () => import("../pages/now") },
    { path: "/conjunctions", name: "Conjunctions", load: () => import("../pages/conjunctions") },
    { path: "/objects", name: "Objects", load: () => import("../pages/objects") },
    { path: "/events", name: "Events", load: () => import("../pages/events") },
    { path: "/claims", name: "Claims", load: () => import("../pages/claims") },
    { path: "/data", name: "Data", load: () => import("../pages/data") },
];
const loaded = new Map<string, Page>();

const STALE_DAYS = 14;

function AgeBar() {
    const { value: store, problem } = useContext(StoreContext);
    if (problem)
        return (
            <p class="age stale" role="alert">
                No data: {problem instanceof Error ? problem.message : "the store cannot be read"}
            </p>
        );
    if (!store) return <p class="age">Looking at the store…</p>;
    if (!store.last)
        return <p class="age stale">The store is empty. Import element sets: starsea import --store STORE FILE</p>;
    const age = Date.now() - ms(store.last);
    const stale = age > STALE_DAYS * DAY_MS;
    return (
        <p class={stale ? "age stale" : "age"}>
            {stale && <strong>Old data: </strong>}
            newest element set {utc(store.last, false)} UTC, {span(age)} {age >= 0 ? "ago" : "ahead"}
            {store.arrival && `; last arrival ${utc(store.arrival, false)} UTC`}.
            {stale && " Results are about the time of the data, not about now."}
        </p>
    );
}

export function Shell() {
    const place = usePlace();
    const here = places.find((p) => p.path === place.path);
    const store = useAsked(readStore, []);
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState<string | null>(null);
    const main = useRef<HTMLElement>(null);
    const before = useRef(here);
    const PageNow = here && loaded.get(here.path);

    useEffect(() => {
        document.title = here ? `${here.name} · Starsea` : "Starsea";
        setFailed(null);
        if (before.current !== here) {
            scrollTo(0, 0);
            main.current?.focus({ preventScroll: true });
        }
        before.current = here;
        if (!here || loaded.has(here.path)) return;
        here.load().then(
            (module) => {
                loaded.set(here.path, module.default);
                redraw((n) => n + 1);
            },
            () => setFailed(here.name),
        );
    }, [here]);

    return (
        <StoreContext.Provider value={store}>
            <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), main.current?.focus())}>
                Skip to content
            </a>
            <header class="top">
                <a class="brand" href={linkTo("/")}>
                    Starsea
                </a>
                <nav aria-label="Places">
                    {places.map((p) => (
                        <a key={p.path} href={linkTo(p.path)} aria-current={p === here ? "page" : undefined}>
                            {p.name}
                        </a>
                    ))}
                </nav>
            </header>
            <AgeBar />
            <main id="main" ref={main} tabIndex={-1}>
                {PageNow ? (
                    <PageNow place={place} />
                ) : failed ? (
                    <p class="state failure" role="alert">
                        The page "{failed}" did not load. Is the server still running?
                    </p>
                ) : here ? (
                    <p class="message" role="status">
                        Loading
                    </p>
                ) : (
                    <p class="message">
                        Nothing is here. <a href={linkTo("/")}>To the globe</a>
                    </p>
                )}
            </main>
            <footer class="foot">
                Computed from public element sets, which in low orbits are wrong by kilometres within days. All times
                are UTC. For understanding and checking, not for operations.{" "}
                <a href="/v1/openapi.json">The API behind this page</a>{" "}
                <a href="/licences.txt">Licences of what is in it</a>
            </footer>
        </StoreContext.Provider>
    );
}
