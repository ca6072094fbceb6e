/* The HTTP API: jobs, their rows, runs. Everything a page shows comes through here. */

export type Cell = string | number | null;
export type Row = Record<string, Cell>;
export type Options = Record<string, string>;

/* Which rows are wanted, in which order: the server does the work. */
export interface View {
    offset?: number;
    limit?: number;
    sort?: string;
    where?: string[];
}

export interface Rows {
    rows: Row[];
    total: number;
}

export type RunState = "waiting" | "running" | "done" | "partly" | "failed" | "cancelled";

export interface RunRecord {
    starsea: string;
    job: string;
    options: Options;
    inputs: { name: string; kind: string; bytes: number; sha256: string }[];
}

export interface Run {
    id: string;
    job: string;
    state: RunState;
    part: number;
    seconds: number;
    asked: Options;
    talk: string[];
    error: string | null;
    record: RunRecord | null;
}

/* What went wrong, in the server's words. */
export class Problem extends Error {
    constructor(
        public status: number,
        message: string,
    ) {
        super(message);
    }
}

/* A server for others than this machine wants a token. It is kept as long as the window is. */
const TOKEN = "starsea-token";

export function keepToken(token: string): void {
    sessionStorage.setItem(TOKEN, token);
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
    const token = sessionStorage.getItem(TOKEN);
    const bearer = token ? { Authorization: `Bearer ${token}` } : undefined;
    let answer: Response;
    try {
        answer = await fetch(path, { ...init, headers: { Accept: "application/json", ...bearer, ...init?.headers } });
    } catch (cause) {
        if (init?.signal?.aborted) throw cause;
        throw new Problem(0, "The server does not answer. It may have been stopped; start it again and try once more.");
    }
    if (answer.ok) return answer;
    const text = await answer.text();
    let message = text;
    try {
        message = JSON.parse(text).error ?? text;
    } catch {
        /* not JSON: as it is */
    }
    throw new Problem(answer.status, message || `the server answers ${answer.status}`);
}

function query(options: Options, view?: View): string {
    const words = new URLSearchParams(options);
    if (view?.offset) words.set("offset", String(view.offset));
    if (view?.limit) words.set("limit", String(view.limit));
    if (view?.sort) words.set("sort", view.sort);
    for (const test of view?.where ?? []) words.append("where", test);
    const text = words.toString();
    return text ? `?${text}` : "";
}

export function jobPath(job: string, options: Options, view?: View): string {
    return `/v1/${job}${query(options, view)}`;
}

async function rowsOf(answer: Response): Promise<Rows> {
    const rows = (await answer.json()) as Row[];
    return { rows, total: Number(answer.headers.get("Starsea-Rows") ?? rows.length) };
}

/* Rows of a job that answers at once. */
export async function rows(job: string, options: Options, view?: View, signal?: AbortSignal): Promise<Rows> {
    return rowsOf(await ask(jobPath(job, options, view), { signal }));
}

/* The same of a job that takes a file. */
export async function rowsOfFile(job: string, options: Options, file: string): Promise<Row[]> {
    return (await ask(jobPath(job, options), { method: "POST", body: file })).json();
}

/* The text of a job that gives a document. */
export async function document(job: string, options: Options, signal?: AbortSignal): Promise<string> {
    return (await ask(jobPath(job, options), { signal, headers: { Accept: "*/*" } })).text();
}

/* ---- runs of slow jobs ---- */

function sameOptions(a: Options, b: Options): boolean {
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/* A run that was asked for in the same words and has not failed. */
async function runAsked(job: string, options: Options): Promise<Run | undefined> {
    const all = (await (await ask("/v1/runs")).json()) as Run[];
    return all.find(
        (run) =>
            run.job === job && sameOptions(run.asked, options) && run.state !== "failed" && run.state !== "cancelled",
    );
}

export async function runStart(job: string, options: Options): Promise<Run> {
    return (await ask(jobPath(job, { ...options, format: "json" }))).json();
}

/* The run of a job with these options that the server has, or a new one. */
export async function runOf(job: string, options: Options): Promise<Run> {
    return (await runAsked(job, options)) ?? (await runStart(job, options));
}

export async function runLook(id: string, signal?: AbortSignal): Promise<Run> {
    return (await ask(`/v1/runs/${id}`, { signal })).json();
}

export async function runCancel(id: string): Promise<void> {
    await ask(`/v1/runs/${id}`, { method: "DELETE" });
}

export async function runRows(id: string, view?: View, signal?: AbortSignal): Promise<Rows> {
    return rowsOf(await ask(`/v1/runs/${id}/output${query({}, view)}`, { signal }));
}

export function runEnded(run: Run): boolean {
    return run.state !== "waiting" && run.state !== "running";
}

/* Tells each step of a run, last the end of it with its record. */
export async function runFollow(id: string, told: (run: Run) => void, signal: AbortSignal): Promise<Run> {
    const events = await ask(`/v1/runs/${id}/events`, { signal, headers: { Accept: "text/event-stream" } });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = await runLook(id, signal);
    if (!runEnded(first)) told(first);
    let text = "";
    for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        const whole = text.lastIndexOf("\n\n");
        if (whole < 0) continue;
        const last = text.slice(0, whole).split("\n\n").pop()!;
        text = text.slice(whole + 2);
        const data = last.split("\n").find((line) => line.startsWith("data: "));
        const now = data && { ...first, ...JSON.parse(data.slice("data: ".length)) };
        if (now && !runEnded(now)) told(now);
    }
    const end = await runLook(id, signal);
    told(end);
    return end;
}

/* ---- who answers ---- */

let described: Promise<string> | undefined;

/* The version of Starsea behind the page. */
export function version(): Promise<string> {
    described ??= ask("/v1/openapi.json")
        .then((answer) => answer.json())
        .then((description) => String(description.info.version));
    return described;
}

/* ---- what to type for the same ---- */

function quoted(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/* The command line that gives the same rows; STORE stands for the server's store. */
export function command(job: string, options: Options, file?: string): string {
    const words = Object.entries(options).flatMap(([name, value]) =>
        value === "true" ? [`--${name}`] : [`--${name}`, quoted(value)],
    );
    return ["starsea", job, ...(file ? [quoted(file)] : []), "--store", "STORE", ...words].join(" ");
}
