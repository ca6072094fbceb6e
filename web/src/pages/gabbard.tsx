/* The pieces of a launch: heights against period, a pair of dots a piece. */
import { rows, type Options, type Row } from "../api";
import { setQuery } from "../app/router";
import { Cite } from "../parts/cite";
import { Plot } from "../parts/plot";
import { useAsked, Wait } from "../parts/states";
import { count, plain, utc } from "../parts/text";

export function Gabbard({ launch }: { launch: string }) {
    const options: Options = {};
    const found = useAsked(
        (signal) => rows("catalogue", options, { where: [`OBJECT_ID~${launch}`], limit: 5000 }, signal),
        [launch],
    );
    return (
        <section class="panel" aria-label={`Pieces of ${launch}`}>
            <div class="bar">
                <h2>Pieces of launch {plain(launch)}</h2>
                <button type="button" onClick={() => setQuery({ launch: undefined }, false)}>
                    Close
                </button>
            </div>
            <Wait on={found} what="Reading the pieces">
                {({ rows: pieces, total }) => {
                    const known = pieces.filter((piece) => typeof piece.PERIGEE === "number");
                    if (known.length === 0)
                        return <p class="state empty">No object of this launch has elements here.</p>;
                    return <Diagram pieces={known} total={total} />;
                }}
            </Wait>
            <Cite
                job="catalogue"
                options={options}
                title={`Orbits of the objects of launch ${launch} (rows where OBJECT_ID holds it)`}
            />
        </section>
    );
}

function Diagram({ pieces, total }: { pieces: Row[]; total: number }) {
    const periods = pieces.map((piece) => Number(piece.PERIOD));
    const heights = pieces.flatMap((piece) => [Number(piece.PERIGEE), Number(piece.APOGEE)]);
    const epochs = pieces.map((piece) => String(piece.EPOCH)).sort();
    const room = (list: number[]) => Math.max((Math.max(...list) - Math.min(...list)) * 0.06, 1);
    const x = {
        min: Math.max(0, Math.min(...periods) - room(periods)),
        max: Math.max(...periods) + room(periods),
        label: "period, min",
    };
    const y = {
        min: Math.max(0, Math.min(...heights) - room(heights)),
        max: Math.max(...heights) + room(heights),
        label: "height, km",
    };
    return (
        <figure>
            <figcaption>
                Gabbard diagram: {count(total)} objects, each by its newest set ({utc(epochs[0]!, false)} to{" "}
                {utc(epochs[epochs.length - 1]!, false)} UTC)
            </figcaption>
            <Plot
                label={`Apogee and perigee heights of ${pieces.length} objects against their periods`}
                x={x}
                y={y}
                height={340}
            >
                {(s) =>
                    pieces.map((piece) => (
                        <g key={String(piece.NORAD_CAT_ID)}>
                            <circle
                                class="fill-2"
                                cx={s.x(Number(piece.PERIOD))}
                                cy={s.y(Number(piece.APOGEE))}
                                r={2.5}
                            >
                                <title>
                                    {piece.NORAD_CAT_ID} {plain(String(piece.OBJECT_NAME ?? ""))}: apogee
                                </title>
                            </circle>
                            <circle
                                class="fill-1"
                                cx={s.x(Number(piece.PERIOD))}
                                cy={s.y(Number(piece.PERIGEE))}
                                r={2.5}
                            />
                        </g>
                    ))
                }
            </Plot>
            <p class="note">Orange: apogee. Blue: perigee. Pieces that came down are gone from it.</p>
        </figure>
    );
}
