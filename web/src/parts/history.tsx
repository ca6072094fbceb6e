/* Elements over time: uPlot, in the page's colours. Drag to look closer, double click to see all. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { fixed, utc } from "./text";
import { useWidth } from "./plot";

interface HistoryProps {
    label: string;
    unit: string;
    times: number[]; /* s since 1970, ascending */
    values: (number | null)[];
    decimals: number;
    marks?: number[]; /* instants to mark, s */
    range?: [number, number] /* seen at least */;
}

/* A canvas takes no light-dark(): the colour as the browser resolves it. */
function ink(name: string): string {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
}

/* As ISO writes it, as far as the ticks differ. */
function dateOf(seconds: number, all: number[]): string {
    const text = new Date(seconds * 1000).toISOString();
    const step = all.length > 1 ? all[1]! - all[0]! : 86_400;
    return step >= 86_400 ? text.slice(0, step >= 28 * 86_400 ? 7 : 10) : text.slice(5, 16).replace("T", " ");
}

function marksPlugin(marks: number[], stroke: string): uPlot.Plugin {
    return {
        hooks: {
            draw: (plot) => {
                const { ctx, bbox } = plot;
                ctx.save();
                ctx.strokeStyle = stroke;
                ctx.setLineDash([4, 4]);
                for (const mark of marks) {
                    const x = plot.valToPos(mark, "x", true);
                    if (x < bbox.left || x > bbox.left + bbox.width) continue;
                    ctx.beginPath();
                    ctx.moveTo(x, bbox.top);
                    ctx.lineTo(x, bbox.top + bbox.height);
                    ctx.stroke();
                }
                ctx.restore();
            },
        },
    };
}

export function History({ label, unit, times, values, decimals, marks = [], range }: HistoryProps) {
    const [attach, width] = useWidth();
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!box.current || width < 50) return;
        const dark = matchMedia("(prefers-color-scheme: dark)");
        let plot: uPlot | undefined;
        const draw = () => {
            plot?.destroy();
            const text = ink("--ink-soft");
            const grid = ink("--line");
            const axis = {
                stroke: text,
                grid: { stroke: grid, width: 1 },
                ticks: { stroke: grid, width: 1 },
                font: "12px system-ui, sans-serif",
            };
            plot = new uPlot(
                {
                    width,
                    height: 200,
                    tzDate: (s) => uPlot.tzDate(new Date(s * 1000), "Etc/UTC"),
                    plugins: [marksPlugin(marks, ink("--ink-2"))],
                    cursor: { sync: { key: "history" } },
                    scales: {
                        y: {
                            range: (_plot, min, max) => {
                                const low = Math.min(min, range?.[0] ?? min);
                                const high = Math.max(max, range?.[1] ?? max);
                                const room = (high - low || Math.abs(high) * 1e-6 || 1e-6) * 0.08;
                                return [low - room, high + room];
                            },
                        },
                    },
                    axes: [
                        { ...axis, space: 90, values: (_plot, all) => all.map((v) => dateOf(v, all)) },
                        { ...axis, size: 78, values: (_plot, all) => all.map((v) => String(Number(v.toPrecision(8)))) },
                    ],
                    series: [
                        {
                            label: "UTC",
                            value: (_plot, v) => (v === null ? "" : utc(new Date(v * 1000).toISOString())),
                        },
                        {
                            label,
                            stroke: ink("--ink-1"),
                            width: 1.25,
                            points: { show: times.length < 400, size: 4 },
                            value: (_plot, v) => (v === null ? "" : `${fixed(v, decimals)} ${unit}`),
                        },
                    ],
                },
                [times, values] as uPlot.AlignedData,
                box.current!,
            );
        };
        draw();
        dark.addEventListener("change", draw);
        return () => {
            dark.removeEventListener("change", draw);
            plot?.destroy();
        };
    }, [width, times, values, marks.join()]);
    const known = values.filter((v): v is number => v !== null);
    const least = Math.min(...known);
    const most = Math.max(...known);
    return (
        <figure class="history" ref={attach}>
            <figcaption>
                {label}
                {unit && <span class="unit"> {unit}</span>}
                <span class="note">
                    {" "}
                    {fixed(least, decimals)} to {fixed(most, decimals)}
                </span>
            </figcaption>
            <div
                ref={box}
                role="img"
                aria-label={`${label} over time, ${fixed(least, decimals)} to ${fixed(most, decimals)} ${unit}, ${times.length} element sets`}
            />
        </figure>
    );
}
