/* The page's own time: where it stands, how fast it goes. */

export const warps = [1, 10, 60, 300, 1800];

export class Clock {
    private from_ms: number; // where it stood
    private since: number; // when, by performance.now()
    constructor(
        at_ms: number,
        private rate = 1,
        private going = true,
    ) {
        this.from_ms = at_ms;
        this.since = performance.now();
    }

    now(): number {
        return this.going ? this.from_ms + (performance.now() - this.since) * this.rate : this.from_ms;
    }

    get warp(): number {
        return this.rate;
    }

    get running(): boolean {
        return this.going;
    }

    set(at_ms: number): void {
        this.from_ms = at_ms;
        this.since = performance.now();
    }

    change({ warp = this.rate, running = this.going }: { warp?: number; running?: boolean }): void {
        this.set(this.now());
        this.rate = warp;
        this.going = running;
    }
}

/** Time between two key frames: cubic Hermite between them is off by 6 m in two minutes, 0.2 km in five, in low orbit. */
export function frameStep(warp: number): number {
    return Math.min(900, Math.max(120, warp)) * 1000;
}
