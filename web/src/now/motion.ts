/* Key frames: the two around the present moment, and the next one ahead of its time. */
import { frameStep, type Clock } from "./clock";
import type { Frame } from "./messages";
import type { Sky } from "./sky";

export class Motion {
    first?: Frame;
    second?: Frame;
    third?: Frame;
    /** Counts up when first and second are others. */
    turn = 0;
    problem?: Error;
    private asking = false;

    constructor(
        private readonly sky: Sky,
        private readonly clock: Clock,
        private readonly told: () => void,
    ) {}

    /** Whether the two frames hold the moment. */
    private holds(at: number): boolean {
        return !!this.first && !!this.second && this.first.at_ms <= at && at <= this.second.at_ms;
    }

    /** Called once a picture. */
    step(): void {
        const at = this.clock.now();
        if (this.third && this.second && at > this.second.at_ms && at <= this.third.at_ms) {
            this.first = this.second;
            this.second = this.third;
            this.third = undefined;
            this.turn++;
        }
        if (this.asking || this.problem) return;
        if (!this.holds(at)) {
            const step = frameStep(this.clock.warp);
            void this.ask(at, step, true);
        } else if (!this.third && this.clock.running) {
            void this.ask(this.second!.at_ms, frameStep(this.clock.warp), false);
        }
    }

    private async ask(at: number, step: number, afresh: boolean): Promise<void> {
        this.asking = true;
        try {
            if (afresh) {
                const first = await this.sky.ask("frame", { at_ms: at });
                // A picture that stands still, until there is a second frame to move towards.
                [this.first, this.second, this.third] = [first, first, undefined];
                this.turn++;
                this.told();
                this.second = await this.sky.ask("frame", { at_ms: at + step });
                this.turn++;
            } else {
                const next = await this.sky.ask("frame", { at_ms: at + step });
                if (this.second?.at_ms === at) this.third = next;
            }
        } catch (problem) {
            this.problem = problem as Error;
            this.told();
        }
        this.asking = false;
    }

    /** Part of the way from the first frame to the second, and the seconds between them. */
    part(): { part: number; seconds: number } {
        if (!this.first || !this.second) return { part: 0, seconds: 1 };
        const span = this.second.at_ms - this.first.at_ms;
        if (span === 0) return { part: 0, seconds: 1 };
        return { part: Math.min(1, Math.max(0, (this.clock.now() - this.first.at_ms) / span)), seconds: span / 1000 };
    }

    /** Where one object is now, Mm, TEME; false where it has no state. */
    position(index: number, out: Float32Array): boolean {
        if (!this.first || !this.second) return false;
        const { part: s, seconds } = this.part();
        const [a, b, o] = [this.first.states, this.second.states, 6 * index];
        if (isNothing(a, o) || isNothing(b, o)) return false;
        const [h00, h10, h01, h11] = hermite(s);
        for (let k = 0; k < 3; k++)
            out[k] =
                h00 * a[o + k]! +
                h10 * seconds * a[o + 3 + k]! +
                h01 * b[o + k]! +
                h11 * seconds * b[o + 3 + k]!;
        return true;
    }
}

export function isNothing(states: Float32Array, at: number): boolean {
    return states[at] === 0 && states[at + 1] === 0 && states[at + 2] === 0;
}

export function hermite(s: number): [number, number, number, number] {
    const r = 1 - s;
    return [(1 + 2 * s) * r * r, s * r * r, s * s * (3 - 2 * s), -s * s * r];
}
