/* The sky itself: a canvas with the globe or the map, the pictures of it, and how hand and keyboard turn it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { plain } from "../parts/text";
import type { Clock } from "./clock";
import { palette, rgb, type Grouping, type Scheme } from "./colours";
import { Globe } from "./globe";
import { Chart } from "./map";
import { hermite, type Motion } from "./motion";
import type { Track } from "./messages";
import { themeOf, useDark } from "./theme";

const TURN_RAD_MS = 7.292115e-8; // of the Earth

export interface SightProps {
    map: boolean;
    motion: Motion;
    clock: Clock;
    scheme: Scheme;
    grouping: Grouping;
    hidden: Set<number>;
    chosen: number;
    name: string; // of the chosen
    near: number[];
    track: Track | null;
    onChoose: (index: number) => void;
    onNoGlobe: () => void;
    onPause: () => void;
}

type View = { globe: Globe } | { chart: Chart };

/* Sidereal time: the core's, carried on from the frame; before there is one, as good as a camera needs. */
function gmst(motion: Motion, at: number): number {
    const first = motion.first ?? { gmst_rad: 4.894961, at_ms: 946_728_000_000 };
    return (first.gmst_rad + (at - first.at_ms) * TURN_RAD_MS) % (2 * Math.PI);
}

/* What the view shows of the properties; called when they change. */
function dress(view: View, { grouping, scheme, hidden, chosen, near, track }: SightProps, dark: boolean): void {
    const colours = palette(scheme, dark);
    const shown = grouping.groups.map((group, i): [number, number, number, number] => [
        ...rgb(colours[group.colour]!),
        hidden.has(i) ? 0 : 1,
    ]);
    while (shown.length < 9) shown.push([0, 0, 0, 0]);
    const to = "globe" in view ? view.globe : view.chart;
    to.theme = themeOf(dark);
    to.palette = shown;
    to.chosen = chosen;
    to.near = near;
    if ("globe" in view) {
        view.globe.setGroups(grouping.of);
        view.globe.setTrack(track?.inertial ?? null, track?.ground ?? null);
    } else {
        view.chart.groups = grouping.of;
        view.chart.ground = track?.ground ?? null;
    }
}

/* Drag turns, wheel and two fingers come nearer; a press without a drag chooses. */
function handle(canvas: HTMLCanvasElement, globe: Globe | null, told: () => void, chose: (x: number, y: number) => void) {
    const fingers = new Map<number, { x: number; y: number }>();
    let moved = 0;
    const nearer = (factor: number) => {
        if (globe) globe.distance = Math.min(420, Math.max(7.2, globe.distance * factor));
        told();
    };
    const turn = (dx: number, dy: number) => {
        if (!globe) return;
        const rate = (0.0011 * Math.max(1.2, globe.distance - 5)) / 6;
        globe.lon -= dx * rate;
        globe.lat = Math.min(1.55, Math.max(-1.55, globe.lat + dy * rate));
        told();
    };
    const down = (e: PointerEvent) => {
        canvas.setPointerCapture(e.pointerId);
        fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
        if (fingers.size === 1) moved = 0;
    };
    const move = (e: PointerEvent) => {
        const before = fingers.get(e.pointerId);
        if (!before) return;
        const [dx, dy] = [e.clientX - before.x, e.clientY - before.y];
        moved += Math.abs(dx) + Math.abs(dy);
        const other = [...fingers].find(([id]) => id !== e.pointerId)?.[1];
        if (other) {
            const was = Math.hypot(before.x - other.x, before.y - other.y);
            const is = Math.hypot(e.clientX - other.x, e.clientY - other.y);
            if (was > 0 && is > 0) nearer(was / is);
        } else turn(dx, dy);
        fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    };
    const up = (e: PointerEvent) => {
        if (fingers.delete(e.pointerId) && e.type === "pointerup" && moved < 6 && fingers.size === 0) {
            const box = canvas.getBoundingClientRect();
            chose(e.clientX - box.left, e.clientY - box.top);
        }
    };
    const wheel = (e: WheelEvent) => {
        if (!globe) return;
        e.preventDefault();
        nearer(Math.exp(Math.max(-100, Math.min(100, e.deltaY)) * 0.0015));
    };
    const keys: Record<string, () => void> = {
        ArrowLeft: () => turn(40, 0),
        ArrowRight: () => turn(-40, 0),
        ArrowUp: () => turn(0, 40),
        ArrowDown: () => turn(0, -40),
        "+": () => nearer(0.85),
        "=": () => nearer(0.85),
        "-": () => nearer(1 / 0.85),
    };
    const key = (e: KeyboardEvent) => {
        const act = keys[e.key];
        if (!globe || !act || e.ctrlKey || e.metaKey || e.altKey) return;
        e.preventDefault();
        act();
    };
    const stop = new AbortController();
    const { signal } = stop;
    canvas.addEventListener("pointerdown", down, { signal });
    canvas.addEventListener("pointermove", move, { signal });
    canvas.addEventListener("pointerup", up, { signal });
    canvas.addEventListener("pointercancel", up, { signal });
    canvas.addEventListener("wheel", wheel, { signal, passive: false });
    canvas.addEventListener("keydown", key, { signal });
    return () => stop.abort();
}

export function Sight(props: SightProps) {
    const { map, motion, clock } = props;
    const dark = useDark();
    const canvas = useRef<HTMLCanvasElement>(null);
    const label = useRef<HTMLDivElement>(null);
    const view = useRef<View | null>(null);
    const dirty = useRef(true);
    const latest = useRef(props);
    latest.current = props;
    const [lost, setLost] = useState(0);

    useEffect(() => {
        const on = canvas.current!;
        const globe = map ? null : Globe.on(on);
        if (!map && !globe) return props.onNoGlobe();
        view.current = globe ? { globe } : { chart: new Chart(on) };
        if (globe) globe.lon = gmst(motion, clock.now()) + 0.25;
        const shown = (i: number) => {
            const { grouping, hidden } = latest.current;
            return !hidden.has(grouping.of[i]!);
        };
        const told = () => (dirty.current = true);
        const chose = (x: number, y: number) => {
            const found = globe
                ? globe.pick(motion, x, y, shown)
                : (view.current as { chart: Chart }).chart.pick(motion, x, y, gmst(motion, clock.now()), shown);
            latest.current.onChoose(found);
        };
        const undo = handle(on, globe, told, chose);
        const gone = (e: Event) => (e.preventDefault(), setLost((n) => n + 1));
        on.addEventListener("webglcontextrestored", gone);
        const resized = new ResizeObserver(told);
        resized.observe(on);
        return () => (undo(), resized.disconnect(), on.removeEventListener("webglcontextrestored", gone));
    }, [map, lost]);

    useEffect(() => {
        if (view.current) dress(view.current, props, dark);
        dirty.current = true;
    }, [map, lost, dark, props.grouping, props.scheme, props.hidden, props.chosen, props.near, props.track]);

    useEffect(() => {
        let asked = 0;
        let turn = -1;
        let at = NaN;
        const r = new Float32Array(3);
        const mark = (seen: [number, number] | null) => {
            const to = label.current;
            if (!to) return;
            to.hidden = !seen;
            if (seen) to.style.transform = `translate(${Math.round(seen[0] + 12)}px, ${Math.round(seen[1] - 10)}px)`;
        };
        const picture = () => {
            asked = requestAnimationFrame(picture);
            motion.step();
            const now = clock.now();
            if (!dirty.current && now === at && turn === motion.turn) return;
            const again = dirty.current || turn !== motion.turn;
            [at, turn, dirty.current] = [now, motion.turn, false];
            const shown = view.current;
            if (!shown) return;
            if ("chart" in shown) return shown.chart.draw(motion, gmst(motion, now), again);
            shown.globe.draw(motion, now, gmst(motion, now), hermite(motion.part().part));
            if (turn > 0 && !performance.getEntriesByName("sky").length) performance.mark("sky"); // tests/web measures it
            const { chosen } = latest.current;
            mark(chosen >= 0 && motion.position(chosen, r) ? shown.globe.project(r) : null);
        };
        picture();
        return () => cancelAnimationFrame(asked);
    }, [motion, clock]);

    const what = `${map ? "Map" : "Globe"} of ${props.grouping.of.length} objects`;
    return (
        <div class={map ? "sky chart" : "sky"}>
            <canvas
                key={`${map}${lost}`}
                ref={canvas}
                tabIndex={0}
                role="application"
                aria-label={map ? what : `${what}. Arrow keys turn it, plus and minus bring it nearer or farther.`}
                onKeyDown={(e) => {
                    if (e.key === " ") e.preventDefault(), props.onPause();
                    if (e.key === "Escape") props.onChoose(-1);
                }}
            />
            <div class="sky-name" ref={label} hidden aria-hidden="true">
                <bdi>{plain(props.name)}</bdi>
            </div>
        </div>
    );
}
