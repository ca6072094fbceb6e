/* A number with its unit, an instant with its UTC, a name that cannot harm: the only ways values reach the page. */
import type { ComponentChildren } from "preact";
import { linkTo } from "../app/router";
import { fixed, plain, scientific, utc } from "./text";

export function Figure({
    value,
    unit,
    decimals = 3,
}: {
    value: number | null | undefined;
    unit?: string;
    decimals?: number;
}) {
    if (value === null || value === undefined) return <span class="absent">not known</span>;
    return (
        <span class="figure">
            {fixed(value, decimals)}
            {unit && <span class="unit"> {unit}</span>}
        </span>
    );
}

export function Probability({ value }: { value: number | null | undefined }) {
    if (value === null || value === undefined) return <span class="absent">none</span>;
    return (
        <span class="figure">
            {value !== 0 && (value < 1e-3 || value >= 1e4) ? scientific(value) : value === 1 ? "1" : fixed(value, 4)}
        </span>
    );
}

export function Utc({ at, seconds = true }: { at: string | null | undefined; seconds?: boolean }) {
    if (!at) return <span class="absent">not known</span>;
    return (
        <time class="figure" dateTime={at}>
            {utc(at, seconds)}
            <span class="unit"> UTC</span>
        </time>
    );
}

/* Text out of data. */
export function Data({ text }: { text: string | null | undefined }) {
    return text ? <bdi>{plain(text)}</bdi> : null;
}

export function ObjectLink({ id, name }: { id: number | string | null; name?: string | null }) {
    if (id === null || id === "") return <span class="absent">none named</span>;
    return (
        <a href={linkTo("/objects", { id })}>
            <span class="figure">{id}</span>
            {name && (
                <>
                    {" "}
                    <Data text={name} />
                </>
            )}
        </a>
    );
}

/* Terms and their values. */
export function Facts({ children }: { children: ComponentChildren }) {
    return <dl class="facts">{children}</dl>;
}

export function Fact({ term, help, children }: { term: string; help?: string; children: ComponentChildren }) {
    return (
        <div>
            <dt title={help}>{term}</dt>
            <dd>{children}</dd>
        </div>
    );
}

/* Caveats as the job writes them, ids separated by blanks. */
export function Caveats({ words }: { words: string | null | undefined }) {
    const list = (words ?? "").split(" ").filter(Boolean);
    if (list.length === 0) return <span class="absent">none</span>;
    return (
        <ul class="caveats">
            {list.map((word) => (
                <li key={word}>{plain(word)}</li>
            ))}
        </ul>
    );
}
