/* The page's side of the worker: one sky for as long as the page is open, whatever is looked at meanwhile. */
import coreAddress from "core.wasm?url";
import type { Answered, Name, Questions, Summary } from "./messages";

export class Sky {
    private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    private readonly waiting = new Map<number, { done: (answer: never) => void; failed: (why: Error) => void }>();
    private number = 0;
    readonly summary: Promise<Summary>;

    constructor() {
        this.worker.onmessage = ({ data }: MessageEvent<Answered>) => {
            const one = this.waiting.get(data.number);
            this.waiting.delete(data.number);
            if (data.problem !== undefined) one?.failed(new Error(data.problem));
            else one?.done(data.answer as never);
        };
        this.worker.onerror = () => {
            for (const one of this.waiting.values()) one.failed(new Error("the worker of the page did not start"));
            this.waiting.clear();
        };
        const core = new URL(coreAddress, location.href).href;
        this.summary = this.ask("load", { core, rows: new URL("/v1/catalogue?format=csv", location.href).href });
    }

    ask<N extends Name>(name: N, ask: Questions[N]["ask"]): Promise<Questions[N]["answer"]> {
        const number = this.number++;
        return new Promise((done, failed) => {
            this.waiting.set(number, { done: done as (answer: never) => void, failed });
            this.worker.postMessage({ number, name, ask });
        });
    }

    end(): void {
        this.worker.terminate();
    }
}

let kept: Sky | undefined;

export function theSky(): Sky {
    kept ??= new Sky();
    return kept;
}

/** Another try, after a failure. */
export function anotherSky(): Sky {
    kept?.end();
    kept = undefined;
    return theSky();
}
