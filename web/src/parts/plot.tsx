/* A small plot in SVG: axes, ticks, and whatever is drawn inside. Colours and print come from the style sheet. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { DAY_MS } from "./text";

export interface Axis {
    min: number;
    max: number;
    label: string;
    time?: boolean; /* ms since 1970, UTC */
}

export interface Scales {
    x: (value: number) => number;
    y: (value: number) => number;
    width: number;
    height: number;
}

interface PlotProps {
    label: string; /* what it shows, for those who do not see it */
    x: Axis;
    y: Axis;
    height?: number;
    square?: boolean; /* the same scale on both axes, which hold at least what they say */
    children: (scales: Scales) => ComponentChildren;
}

const LEFT = 58;
const BOTTOM = 40;
const TOP = 10;
const RIGHT = 14;

/* Round numbers between two ends, about `wanted` of them. */
export function ticks(min: number, max: number, wanted: number): number[] {
    const span = max - min;
    if (!(span > 0) || !Number.isFinite(span)) return [min];
    const rough = span / Math.max(1, wanted);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough)!;
    const list = [];
    for (let n = Math.ceil(min / step - 1e-9); n * step <= max + step * 1e-9; n++) list.push(n * step);
    return list;
}

const timeSteps = [1 / 1440, 5 / 1440, 15 / 1440, 1 / 24, 3 / 24, 6 / 24, 12 / 24, 1, 2, 7, 14].map((d) => d * DAY_MS);

function timeTicks(min: number, max: number, wanted: number): { at: number; text: string }[] {
    const rough = (max - min) / Math.max(1, wanted);
    const step = timeSteps.find((s) => s >= rough);
    if (step) {
        const list = [];
        for (let n = Math.ceil(min / step); n * step <= max; n++) {
            const text = new Date(n * step).toISOString();
            list.push({ at: n * step, text: step < DAY_MS ? text.slice(5, 16).replace("T", " ") : text.slice(0, 10) });
        }
        return list;
    }
    const months = Math.max(1, Math.ceil(rough / (30.44 * DAY_MS)));
    const every = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((m) => m >= months) ?? 480;
    const start = new Date(min);
    const list = [];
    for (let m = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / every) * every; ; m += every) {
        const at = Date.UTC(Math.floor(m / 12), m % 12, 1);
        if (at > max) return list;
        if (at >= min) list.push({ at, text: new Date(at).toISOString().slice(0, every >= 12 ? 4 : 7) });
    }
}

function tickText(value: number, step: number): string {
    const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
    return value.toFixed(decimals).replace("-", "\u2212");
}

export function useWidth(): [(element: HTMLElement | null) => void, number] {
    const [width, setWidth] = useState(0);
    const watcher = useRef<ResizeObserver>();
    useEffect(() => () => watcher.current?.disconnect(), []);
    const [attach] = useState(() => (element: HTMLElement | null) => {
        watcher.current?.disconnect();
        if (!element) return;
        setWidth(element.clientWidth);
        watcher.current = new ResizeObserver(() => setWidth(element.clientWidth));
        watcher.current.observe(element);
    });
    return [attach, width];
}

export function Plot({ label, x, y, height = 280, square = false, children }: PlotProps) {
    const [attach, wide] = useWidth();
    const width = Math.max(240, wide || 600);
    const inner = { width: width - LEFT - RIGHT, height: height - TOP - BOTTOM };
    let [across, up] = [x, y];
    if (square) {
        const scale = Math.max((x.max - x.min) / inner.width, (y.max - y.min) / inner.height) / 2;
        across = {
            ...x,
            min: (x.min + x.max) / 2 - scale * inner.width,
            max: (x.min + x.max) / 2 + scale * inner.width,
        };
        up = { ...y, min: (y.min + y.max) / 2 - scale * inner.height, max: (y.min + y.max) / 2 + scale * inner.height };
    }
    const scales: Scales = {
        x: (value) => LEFT + ((value - across.min) / (across.max - across.min)) * inner.width,
        y: (value) => TOP + inner.height - ((value - up.min) / (up.max - up.min)) * inner.height,
        ...inner,
    };
    const yTicks = ticks(up.min, up.max, inner.height / 46);
    const yStep = yTicks.length > 1 ? yTicks[1]! - yTicks[0]! : 1;
    const plain = ticks(across.min, across.max, inner.width / 90);
    const xStep = plain.length > 1 ? plain[1]! - plain[0]! : 1;
    const xTicks = across.time
        ? timeTicks(across.min, across.max, inner.width / 110)
        : plain.map((at) => ({ at, text: tickText(at, xStep) }));
    return (
        <div class="plot" ref={attach}>
            <svg viewBox={`0 0 ${width} ${height}`} height={height} width={width} role="img" aria-label={label}>
                <g class="grid">
                    {yTicks.map((at) => (
                        <line key={at} x1={LEFT} x2={width - RIGHT} y1={scales.y(at)} y2={scales.y(at)} />
                    ))}
                    {xTicks.map(({ at }) => (
                        <line key={at} x1={scales.x(at)} x2={scales.x(at)} y1={TOP} y2={TOP + inner.height} />
                    ))}
                </g>
                <g class="ticks">
                    {yTicks.map((at) => (
                        <text key={at} x={LEFT - 6} y={scales.y(at) + 4} text-anchor="end">
                            {tickText(at, yStep)}
                        </text>
                    ))}
                    {xTicks.map(({ at, text }) => (
                        <text key={at} x={scales.x(at)} y={TOP + inner.height + 15} text-anchor="middle">
                            {text}
                        </text>
                    ))}
                    <text x={LEFT + inner.width / 2} y={height - 5} text-anchor="middle" class="axis">
                        {x.label}
                    </text>
                    <text
                        x={12}
                        y={TOP + inner.height / 2}
                        text-anchor="middle"
                        class="axis"
                        transform={`rotate(-90 12 ${TOP + inner.height / 2})`}
                    >
                        {y.label}
                    </text>
                </g>
                <svg
                    x={LEFT}
                    y={TOP}
                    width={inner.width}
                    height={inner.height}
                    viewBox={`${LEFT} ${TOP} ${inner.width} ${inner.height}`}
                >
                    {children(scales)}
                </svg>
            </svg>
        </div>
    );
}

export function path(points: [number, number][], { x, y }: Scales): string {
    return points.map(([a, b], i) => `${i ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
}
