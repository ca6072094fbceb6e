/* What is known of the chosen object: what it is, where it is, what that rests on, who is near. */
import { useEffect, useState } from "preact/hooks";
import { rows, type Row } from "../api";
import { linkTo } from "../app/router";
import { Cite } from "../parts/cite";
import { Data, Fact, Facts, Figure, Utc } from "../parts/figure";
import { plain, span } from "../parts/text";
import type { Record } from "./catalogue";
import type { Neighbour, Place } from "./messages";

const reasons: { [status: number]: string } = {
    [-8]: "its elements are not made for SGP4",
    [-20]: "its mean eccentricity is out of range",
    [-21]: "its mean motion is not positive",
    [-22]: "its eccentricity went out of range",
    [-23]: "its orbit went out of range",
    [-24]: "by these elements it has decayed",
};

interface CardProps {
    record: Record;
    place: Place | null;
    near: Neighbour[] | null;
    at_ms: number; // of place and near
    onChoose: (index: number) => void;
    onClose: () => void;
}

/* The source of the newest set; the row of `show` names it. */
function useSource(id: number): Row | null {
    const [row, setRow] = useState<Row | null>(null);
    useEffect(() => {
        const stop = new AbortController();
        setRow(null);
        rows("show", { id: String(id) }, undefined, stop.signal).then(
            ({ rows: all }) => setRow(all[all.length - 1] ?? null),
            () => {},
        );
        return () => stop.abort();
    }, [id]);
    return row;
}

function Where({ place }: { place: Place }) {
    if (place.status !== 0)
        return <p class="note">It has no place at this time: {reasons[place.status] ?? "SGP4 refuses its elements"}.</p>;
    const side = (v: number, plus: string, minus: string) => `${Math.abs(v).toFixed(2)}° ${v < 0 ? minus : plus}`;
    return (
        <Facts>
            <Fact term="Over" help="geodetic, WGS-84; UT1 taken as UTC">
                <span class="figure">
                    {side(place.lat_deg, "N", "S")}, {side(place.lon_deg, "E", "W")}
                </span>
            </Fact>
            <Fact term="Height">
                <Figure value={place.height_km} unit="km" decimals={1} />
            </Fact>
            <Fact term="Speed" help="in TEME">
                <Figure value={place.speed_km_s} unit="km/s" decimals={3} />
            </Fact>
        </Facts>
    );
}

export function Card({ record, place, near, at_ms, onChoose, onClose }: CardProps) {
    const source = useSource(record.id);
    const epoch_ms = Date.parse(`${record.epoch.slice(0, 23)}Z`);
    const age = (to: number) => `${span(to - epoch_ms)} ${to >= epoch_ms ? "old" : "ahead"}`;
    const title = record.name || `Object ${record.id}`;
    return (
        <section class="card" aria-labelledby="card-title">
            <header>
                <h2 id="card-title">
                    <bdi>{plain(title)}</bdi>
                </h2>
                <button type="button" class="plain" onClick={onClose}>
                    Close
                </button>
            </header>
            <p class="note">
                <span class="figure">{record.id}</span>
                {record.designator && <> · {plain(record.designator)}</>}
                {record.kind && <> · {plain(record.kind)}</>}
                {record.owner && <> · {plain(record.owner)}</>}
                {record.launch && <> · launched {plain(record.launch)}</>}
            </p>
            {place && <Where place={place} />}
            <h3>Elements</h3>
            <Facts>
                <Fact term="Epoch">
                    <Utc at={record.epoch} />
                </Fact>
                <Fact term="Age" help="at the time shown, and now">
                    {age(at_ms)} <span class="unit">at the time shown, {age(Date.now())} now</span>
                </Fact>
                <Fact term="Perigee × apogee" help="heights over the equatorial radius">
                    <Figure value={record.perigee_km} decimals={0} /> × <Figure value={record.apogee_km} unit="km" decimals={0} />
                </Fact>
                <Fact term="Inclination">
                    <Figure value={record.incl_deg} unit="°" decimals={2} />
                </Fact>
                <Fact term="Period">
                    <Figure value={record.period_min} unit="min" decimals={2} />
                </Fact>
                <Fact term="From" help="where the newest element set came from">
                    {source ? (
                        <>
                            <Data text={String(source.PUBLISHER ?? "")} /> <Data text={String(source.SOURCE_FILE ?? "").split("/").pop()} />
                            {source.SOURCE_LINE ? `, line ${source.SOURCE_LINE}` : ""}
                            {record.source && ", from an operator's ephemeris"}
                        </>
                    ) : (
                        "…"
                    )}
                </Fact>
            </Facts>
            <h3>Nearest at the time shown</h3>
            {near === null ? (
                <p class="note">…</p>
            ) : near.length === 0 ? (
                <p class="note">none</p>
            ) : (
                <ol class="near">
                    {near.map((n) => (
                        <li key={n.id}>
                            <button type="button" class="plain" onClick={() => onChoose(n.index)}>
                                <bdi>{plain(n.name || String(n.id))}</bdi>
                            </button>
                            <span class="near-figures">
                                <Figure value={n.distance_km} unit="km" decimals={n.distance_km < 100 ? 1 : 0} />,{" "}
                                <Figure value={n.speed_km_s} unit="km/s" decimals={2} />
                            </span>
                        </li>
                    ))}
                </ol>
            )}
            <p class="note">
                Public elements are wrong by kilometres within days; nearness here is no conjunction.{" "}
                <a href={linkTo("/objects", { id: record.id })}>Its history</a>
            </p>
            <Cite job="show" options={{ id: String(record.id) }} title={`${title} (${record.id})`} data={record.epoch} />
        </section>
    );
}
