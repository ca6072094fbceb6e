/* What a page shows when it has nothing to show yet, or never, or nothing fresh. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { keepToken, Problem, runCancel, runEnded, runFollow, runOf, runStart, type Options, type Run } from "../api";
import { plain, span } from "./text";

export function Loading({ what }: { what: string }) {
    return (
        <p class="state" role="status">
            <span class="spinner" aria-hidden="true" />
            {what}
        </p>
    );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
    return (
        <div class="state empty" role="status">
            <strong>{title}</strong>
            {children && <div>{children}</div>}
        </div>
    );
}

/* The whole page is loaded anew, so that every part of it asks with the token. */
function TokenForm() {
    const [text, setText] = useState("");
    const submit = (event: Event) => {
        event.preventDefault();
        keepToken(text.trim());
        location.reload();
    };
    return (
        <form class="window" onSubmit={submit}>
            <label>
                Token
                <input
                    type="password"
                    autocomplete="off"
                    value={text}
                    onInput={(event) => setText(event.currentTarget.value)}
                />
            </label>
            <button type="submit">Use it</button>
        </form>
    );
}

export function Failure({ problem, again }: { problem: unknown; again?: () => void }) {
    const message = problem instanceof Error ? problem.message : String(problem);
    const status = problem instanceof Problem && problem.status ? ` (${problem.status})` : "";
    return (
        <div class="state failure" role="alert">
            <strong>This did not work{status}</strong>
            <div>{plain(message)}</div>
            {problem instanceof Problem && problem.status === 401 && <TokenForm />}
            {again && (
                <button type="button" onClick={again}>
                    Try again
                </button>
            )}
        </div>
    );
}

/* ---- something asked for once ---- */

export interface Asked<T> {
    value?: T;
    problem?: unknown;
    again: () => void;
}

/* The answer of `ask`, asked anew when one of `on` changes. What was there stays until the new is. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>, on: unknown[]): Asked<T> {
    const [state, setState] = useState<{ value?: T; problem?: unknown }>({});
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        const stop = new AbortController();
        setState((old) => (old.problem ? {} : old));
        ask(stop.signal).then(
            (value) => !stop.signal.aborted && setState({ value }),
            (problem) => !stop.signal.aborted && setState({ problem }),
        );
        return () => stop.abort();
    }, [...on, turn]);
    return { ...state, again: () => setTurn((n) => n + 1) };
}

export function Wait<T>({
    on,
    what,
    children,
}: {
    on: Asked<T>;
    what: string;
    children: (value: T) => ComponentChildren;
}) {
    if (on.problem) return <Failure problem={on.problem} again={on.again} />;
    if (on.value === undefined) return <Loading what={what} />;
    return <>{children(on.value)}</>;
}

/* ---- a run of a slow job ---- */

export interface Running {
    run?: Run;
    problem?: unknown;
    anew: () => void; /* runs it again, on the data of now */
}

/* A run of a job, taken over where the server has one of the same words. `job` undefined: none. */
export function useRun(job: string | undefined, options: Options): Running {
    const [state, setState] = useState<{ key?: string; run?: Run; problem?: unknown }>({});
    const [turn, setTurn] = useState(0);
    const key = `${job} ${JSON.stringify(options)}`;
    useEffect(() => {
        const stop = new AbortController();
        const told = (run: Run) => !stop.signal.aborted && setState({ key, run });
        setState({});
        if (!job) return;
        (async () => {
            const run = await (turn > 0 ? runStart(job, options) : runOf(job, options));
            await runFollow(run.id, told, stop.signal);
        })().catch((problem) => !stop.signal.aborted && setState({ key, problem }));
        return () => stop.abort();
    }, [key, turn]);
    return {
        run: state.key === key ? state.run : undefined,
        problem: state.key === key ? state.problem : undefined,
        anew: () => setTurn((n) => n + 1),
    };
}

export function RunWait({
    of,
    what,
    children,
}: {
    of: Running;
    what: string;
    children: (run: Run) => ComponentChildren;
}) {
    const { run, problem, anew } = of;
    if (problem) return <Failure problem={problem} again={anew} />;
    if (!run) return <Loading what={what} />;
    if (run.state === "failed") return <Failure problem={run.error} again={anew} />;
    if (run.state === "cancelled") return <Failure problem="The run was cancelled." again={anew} />;
    if (!runEnded(run))
        return (
            <div class="state" role="status">
                <span class="spinner" aria-hidden="true" />
                <label>
                    {run.state === "waiting" ? `${what}: waiting for its turn` : what}
                    <progress value={run.part} max={1} />
                </label>
                <span class="figure">{Math.round(run.part * 100)} %</span>
                <button type="button" onClick={() => runCancel(run.id).catch(() => {})}>
                    Cancel
                </button>
            </div>
        );
    return <>{children(run)}</>;
}

/* When a run was made, and a way to make it anew. */
export function RunAge({ of }: { of: Running }) {
    if (!of.run || !runEnded(of.run)) return null;
    return (
        <p class="note">
            Asked {of.run.seconds < 60 ? "just now" : `${span(of.run.seconds * 1000)} ago`}.{" "}
            <button type="button" class="plain" onClick={of.anew}>
                Run it again
            </button>
            {of.run.state === "partly" && " Something was refused or missing: see the notes below."}
        </p>
    );
}

/* The notes and warnings of a run. */
export function Talk({ run }: { run: Run }) {
    if (run.talk.length === 0) return null;
    const warnings = run.talk.filter((line) => line.startsWith("warning: ")).length;
    return (
        <details class="talk">
            <summary>
                Notes of the run ({run.talk.length}
                {warnings > 0 && `, ${warnings} of them warnings`})
            </summary>
            <ul>
                {run.talk.slice(0, 200).map((line, i) => (
                    <li key={i}>{plain(line)}</li>
                ))}
            </ul>
        </details>
    );
}
