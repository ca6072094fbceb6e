/* The map: where each object is over, on a plain chart of latitude and longitude. It needs no WebGL. */
import { drawLand } from "./earth";
import type { Theme } from "./globe";
import type { Colour } from "./colours";
import type { Motion } from "./motion";

const css = (c: Colour) => `rgb(${c.map((v) => Math.round(v * 255)).join(" ")})`;

export class Chart {
    theme!: Theme;
    palette: [number, number, number, number][] = [];
    groups: Uint8Array = new Uint8Array(0);
    chosen = -1;
    near: number[] = [];
    ground: Float32Array | null = null;
    private readonly context: CanvasRenderingContext2D;
    private ready?: { image: HTMLCanvasElement; theme: Theme };
    private drawn_ms = 0;
    private readonly r = new Float32Array(3);

    constructor(readonly canvas: HTMLCanvasElement) {
        this.context = canvas.getContext("2d", { alpha: false })!;
    }

    private background(width: number, height: number): HTMLCanvasElement {
        if (this.ready?.theme === this.theme && this.ready.image.width === width && this.ready.image.height === height)
            return this.ready.image;
        const image = document.createElement("canvas");
        [image.width, image.height] = [width, height];
        const c = image.getContext("2d")!;
        c.fillStyle = css(this.theme.ocean);
        c.fillRect(0, 0, width, height);
        c.fillStyle = css(this.theme.land);
        drawLand(c, width, height);
        c.strokeStyle = css(this.theme.grid);
        c.beginPath();
        for (let lon = 30; lon < 360; lon += 30) c.moveTo((lon / 360) * width, 0), c.lineTo((lon / 360) * width, height);
        for (let lat = 30; lat < 180; lat += 30) c.moveTo(0, (lat / 180) * height), c.lineTo(width, (lat / 180) * height);
        c.stroke();
        this.ready = { image, theme: this.theme };
        return image;
    }

    /** Place on the canvas of an object; null where it has no state. */
    private place(motion: Motion, index: number, gmst_rad: number): [number, number] | null {
        if (!motion.position(index, this.r)) return null;
        const [x, y, z] = this.r as unknown as [number, number, number];
        const turns = (Math.atan2(y, x) - gmst_rad) / (2 * Math.PI) + 0.5;
        const lat = Math.atan2(z, Math.hypot(x, y) * 0.9933);
        return [(turns - Math.floor(turns)) * this.canvas.width, (0.5 - lat / Math.PI) * this.canvas.height];
    }

    /** A picture at most five times a second: there are no vertex shaders to do the work. */
    draw(motion: Motion, gmst_rad: number, again: boolean): void {
        const scale = Math.min(devicePixelRatio, 2);
        const width = Math.round(this.canvas.clientWidth * scale);
        const height = Math.round(this.canvas.clientHeight * scale);
        const same = this.canvas.width === width && this.canvas.height === height;
        if (same && !again && performance.now() - this.drawn_ms < 200) return;
        this.drawn_ms = performance.now();
        if (!same) [this.canvas.width, this.canvas.height] = [width, height];
        const c = this.context;
        c.drawImage(this.background(width, height), 0, 0);
        this.palette.forEach(([r, g, b, seen], group) => {
            if (!seen) return;
            c.fillStyle = css([r, g, b]);
            for (let i = 0; i < this.groups.length; i++) {
                if (this.groups[i] !== group) continue;
                const at = this.place(motion, i, gmst_rad);
                if (at) c.fillRect(at[0] - scale / 2, at[1] - scale / 2, 1.5 * scale, 1.5 * scale);
            }
        });
        this.drawChosen(motion, gmst_rad, scale);
    }

    private drawChosen(motion: Motion, gmst_rad: number, scale: number): void {
        const { context: c, canvas, ground } = this;
        if (this.chosen < 0) return;
        c.strokeStyle = css(this.theme.ground);
        c.lineWidth = scale;
        c.beginPath();
        if (ground)
            for (let k = 0; k < ground.length; k += 2) {
                const x = ((ground[k]! + 180) / 360) * canvas.width;
                const y = ((90 - ground[k + 1]!) / 180) * canvas.height;
                if (k > 0 && Math.abs(ground[k]! - ground[k - 2]!) < 180) c.lineTo(x, y);
                else c.moveTo(x, y);
            }
        c.stroke();
        c.strokeStyle = css(this.theme.chosen);
        c.lineWidth = 2 * scale;
        for (const index of [...this.near, this.chosen]) {
            const at = this.place(motion, index, gmst_rad);
            if (!at) continue;
            c.beginPath();
            c.arc(at[0], at[1], (index === this.chosen ? 8 : 4) * scale, 0, 2 * Math.PI);
            c.stroke();
        }
    }

    /** As Globe.pick. */
    pick(motion: Motion, x: number, y: number, gmst_rad: number, shown: (index: number) => boolean): number {
        const scale = this.canvas.width / Math.max(1, this.canvas.clientWidth);
        let best = (12 * scale) ** 2;
        let found = -1;
        for (let i = 0; i < this.groups.length; i++) {
            const at = shown(i) ? this.place(motion, i, gmst_rad) : null;
            const away = at ? (at[0] - x * scale) ** 2 + (at[1] - y * scale) ** 2 : Infinity;
            if (away < best) [best, found] = [away, i];
        }
        return found;
    }
}
