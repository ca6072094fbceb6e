/* What surrounds every page: the name, the six places, and the page itself, loaded when it is first wanted. */
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
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

export function Shell() {
    const place = usePlace();
    const here = places.find((p) => p.path === place.path);
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState<string | null>(null);
    const main = useRef<HTMLElement>(null);
    const PageNow = here && loaded.get(here.path);

    useEffect(() => {
        document.title = here ? `${here.name} · Starsea` : "Starsea";
        setFailed(null);
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
        <>
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
            <main id="main" ref={main} tabIndex={-1}>
                {PageNow ? (
                    <PageNow place={place} />
                ) : failed ? (
                    <p class="message">The page "{failed}" did not load. Is the server still running?</p>
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
        </>
    );
}
