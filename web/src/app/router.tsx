/*
 * Where the reader is, held in the address after '#': "#/objects?id=25544&plot=incl". Every page keeps its state there, so
 * that a link shows what its sender saw and Back goes back.
 */
import { useEffect, useState } from "preact/hooks";

export interface Place {
    path: string; // "/objects"
    query: URLSearchParams;
}

export function placeOf(hash: string): Place {
    const text = hash.replace(/^#/, "") || "/";
    const mark = text.indexOf("?");
    return {
        path: mark < 0 ? text : text.slice(0, mark),
        query: new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1)),
    };
}

export function linkTo(path: string, query: Record<string, string | number | undefined | null> = {}): string {
    const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
    return `#${path}${text ? `?${text}` : ""}`;
}

/** Changes parameters of the present address; undefined, null or "" takes one away. `replace` leaves no step for Back. */
export function setQuery(changes: Record<string, string | number | undefined | null>, replace = true): void {
    const place = placeOf(location.hash);
    const link = linkTo(place.path, { ...Object.fromEntries(place.query), ...changes });
    if (link === location.hash) return;
    if (replace) {
        history.replaceState(null, "", link);
        dispatchEvent(new HashChangeEvent("hashchange"));
    } else location.hash = link;
}

export function usePlace(): Place {
    const [place, setPlace] = useState(() => placeOf(location.hash));
    useEffect(() => {
        const look = () => setPlace(placeOf(location.hash));
        addEventListener("hashchange", look);
        return () => removeEventListener("hashchange", look);
    }, []);
    return place;
}
