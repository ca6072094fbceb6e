/* How to repeat and quote what a page shows. */
import { useEffect, useState } from "preact/hooks";
import { command, jobPath, version, type Options, type Run } from "../api";
import { count, iso, plain, utc } from "./text";

function Copy({ text, what }: { text: string; what: string }) {
    const [told, setTold] = useState("");
    if (!navigator.clipboard) return null;
    const copy = () =>
        navigator.clipboard.writeText(text).then(
            () => setTold("copied"),
            () => setTold("not allowed here"),
        );
    return (
        <>
            <button type="button" class="plain" onClick={copy}>
                Copy<span class="hidden"> {what}</span>
            </button>
            <span role="status" class="note">
                {told}
            </span>
        </>
    );
}

interface CiteProps {
    job: string;
    options: Options;
    file?: string; /* that goes with the command */
    title: string; /* what is quoted */
    run?: Run;
    data?: string; /* the newest epoch of the data, ISO */
}

export function Cite({ job, options, file, title, run, data }: CiteProps) {
    const [seen] = useState(() => iso(Date.now()));
    const typed = command(job, options, file);
    const [release, setRelease] = useState(run?.record?.starsea ?? "");
    useEffect(() => {
        if (!release) version().then(setRelease, () => {});
    }, []);
    const inputs = run?.record?.inputs ?? [];
    const digest = inputs.length > 0 ? ` Input SHA-256 ${inputs.map((i) => i.sha256.slice(0, 16)).join(", ")}….` : "";
    const until = data ? ` Element sets to ${utc(data)} UTC.` : "";
    const quote = `${plain(title)}. Starsea ${release}, job ${job}. Computed from public data, seen ${utc(seen)} UTC.${until}${digest} Command: ${typed}`;
    return (
        <details class="cite">
            <summary>Cite and repeat</summary>
            <h4>The same on the command line</h4>
            <pre tabIndex={0}>{typed}</pre>
            <Copy text={typed} what="the command" />
            <h4>To quote</h4>
            <p class="quote">{quote}</p>
            <Copy text={quote} what="the quotation" />
            {inputs.length > 0 && (
                <>
                    <h4>What went in</h4>
                    <ul>
                        {inputs.map((input) => (
                            <li key={input.sha256}>
                                {plain(input.kind)}, {count(input.bytes)} bytes, SHA-256 <code>{input.sha256}</code>
                            </li>
                        ))}
                    </ul>
                </>
            )}
            <p class="note">
                STORE is the path of the server's store.{" "}
                {!file && !run && <a href={jobPath(job, options)}>The rows as JSON</a>}
                {run && <a href={`/v1/runs/${run.id}/output`}>The rows as JSON</a>}
            </p>
        </details>
    );
}
