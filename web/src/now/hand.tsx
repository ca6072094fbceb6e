/* The clock in the reader's hand: run and pause, how fast, and when. */
import { useEffect, useRef, useState } from "preact/hooks";
import { iso, utc } from "../parts/text";
import { warps, type Clock } from "./clock";

interface HandProps {
    clock: Clock;
    running: boolean;
    warp: number;
    anchor_ms: number; // the middle of the slider
    data_ms: number; // the time of the data
    onRun: (running: boolean) => void;
    onWarp: (warp: number) => void;
    onSet: (at_ms: number, anchor: boolean) => void;
}

const HALF_MINUTES = 720;

function parse(text: string): number {
    const t = text.trim().replace(" ", "T").replace(/Z$/i, "");
    const whole = /^\d{4}-\d\d-\d\d$/.test(t) ? `${t}T00:00:00` : /T\d\d:\d\d$/.test(t) ? `${t}:00` : t;
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(whole) ? Date.parse(`${whole}Z`) : NaN;
}

export function Hand({ clock, running, warp, anchor_ms, data_ms, onRun, onWarp, onSet }: HandProps) {
    const shown = useRef<HTMLTimeElement>(null);
    const slider = useRef<HTMLInputElement>(null);
    const [wrong, setWrong] = useState(false);
    useEffect(() => {
        const show = () => {
            const at = clock.now();
            if (shown.current) {
                shown.current.textContent = utc(iso(at));
                shown.current.dateTime = iso(at);
            }
            const s = slider.current;
            if (s && document.activeElement !== s) s.value = String(Math.round((at - anchor_ms) / 60_000));
            if (s) s.setAttribute("aria-valuetext", `${utc(iso(at), false)} UTC`);
        };
        show();
        const timer = setInterval(show, 250);
        return () => clearInterval(timer);
    }, [clock, anchor_ms, running]);

    const go = (e: Event) => {
        e.preventDefault();
        const field = (e.currentTarget as HTMLFormElement).elements.namedItem("when") as HTMLInputElement;
        const at = parse(field.value);
        setWrong(!Number.isFinite(at));
        if (Number.isFinite(at)) onSet(at, true);
    };
    return (
        <div class="hand">
            <div class="hand-row">
                <button type="button" class="go" onClick={() => onRun(!running)} aria-pressed={running}>
                    {running ? "Pause" : "Run"}
                </button>
                <label>
                    <span class="hidden">Speed</span>
                    <select value={warp} onChange={(e) => onWarp(Number(e.currentTarget.value))}>
                        {warps.map((w) => (
                            <option key={w} value={w}>
                                {w === 1 ? "as it happens" : `${w} times faster`}
                            </option>
                        ))}
                    </select>
                </label>
                <p class="hand-now">
                    <time ref={shown} class="figure" /> <span class="unit">UTC</span>
                </p>
                <form onSubmit={go}>
                    <label>
                        <span class="hidden">Another time, UTC</span>
                        <input
                            name="when"
                            size={17}
                            placeholder="2025-09-01 12:00"
                            aria-invalid={wrong}
                            aria-describedby={wrong ? "when-wrong" : undefined}
                        />
                    </label>
                    <button type="submit">Go there</button>
                </form>
                <button type="button" onClick={() => onSet(Date.now(), true)}>
                    Now
                </button>
                <button type="button" onClick={() => onSet(data_ms, true)}>
                    Time of the data
                </button>
            </div>
            {wrong && (
                <p id="when-wrong" class="note" role="alert">
                    Write a time as 2025-09-01 12:00, in UTC.
                </p>
            )}
            <label class="hand-slide">
                <span class="hidden">Time, half a day to each side</span>
                <input
                    type="range"
                    ref={slider}
                    min={-HALF_MINUTES}
                    max={HALF_MINUTES}
                    step={1}
                    onInput={(e) => onSet(anchor_ms + Number(e.currentTarget.value) * 60_000, false)}
                />
            </label>
        </div>
    );
}
