/*
 * Where the reader is, held in the address after '#': "#/objects?id=25544&plot=incl". Every page keeps its state there, so
 * that a link shows what its sender saw and Back goes back.
 */
import { useEffect, useState } from "preact/hooks";

export interface Place {
    path: string; // "/objects"
    query: URLSearchParams;
}

type Value = string | number | undefined | null;

export function placeOf(hash: string): Place {
    const text = hash.replace(/^#/, "") || "/";
    const mark = text.indexOf("?");
    return {
        path: mark < 0 ? text : text.slice(0, mark),
        query: new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1)),
    };
}

function hashOf(path: string, query: URLSearchParams): string {
    const text = query.toString();
    return `#${path}${text ? `?${text}` : ""}`;
}

export function linkTo(path: string, query: Record<string, Value> = {}): string {
    const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return hashOf(path, new URLSearchParams(filled.map(([name, value]) => [name, String(value)])));
}

/** Changes parameters of the present address; undefined, null, "" or an empty list takes one away, a list gives it several
 * times. `replace` leaves no step for Back. */
export function setQuery(changes: Record<string, Value | string[]>, replace = true): void {
    const place = placeOf(location.hash);
    for (const [name, value] of Object.entries(changes)) {
        place.query.delete(name);
        for (const one of Array.isArray(value) ? value : [value])
            if (one !== undefined && one !== null && one !== "") place.query.append(name, String(one));
    }
    const link = hashOf(place.path, place.query);
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
