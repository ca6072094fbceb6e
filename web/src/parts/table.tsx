/* A table of any size: the server sorts and filters, and only the rows in sight, with some about them, are fetched. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row, Rows, View } from "../api";
import { Failure } from "./states";
import { count, plain } from "./text";

export interface TableColumn {
    name: string;
    label: string;
    unit?: string;
    help?: string;
    width: number; /* px */
    number?: boolean;
    show?: (row: Row) => ComponentChildren;
}

interface TableProps {
    caption: string;
    columns: TableColumn[];
    fetch: (view: View, signal: AbortSignal) => Promise<Rows>;
    of: string; /* changes when the rows are others */
    sort?: string;
    where?: string[];
    onSort?: (sort: string) => void;
    onOpen?: (row: Row) => void;
    isOpen?: (row: Row) => boolean;
    height?: number; /* px at most */
    empty?: ComponentChildren;
    onTotal?: (total: number) => void;
}

const ROW = 32; /* px, as in style.css */
const PAGE = 100;

/* Pages of rows by number, for one view. A page asked for is not asked for again. */
function usePages({ fetch, of, sort, where, onTotal }: TableProps) {
    const [, redraw] = useState(0);
    const key = JSON.stringify([of, sort, where]);
    const kept = useRef<{
        key: string;
        pages: Map<number, Row[] | null>;
        total?: number;
        problem?: unknown;
        stop: AbortController;
    }>();
    if (kept.current?.key !== key) {
        kept.current?.stop.abort();
        kept.current = { key, pages: new Map(), stop: new AbortController() };
    }
    useEffect(() => () => kept.current?.stop.abort(), []);
    const now = kept.current;
    const want = (page: number) => {
        if (now.pages.has(page) || now.problem) return;
        now.pages.set(page, null);
        fetch({ offset: page * PAGE, limit: PAGE, sort, where }, now.stop.signal).then(
            ({ rows, total }) => {
                now.pages.set(page, rows);
                now.total = total;
                if (now.stop.signal.aborted) return;
                onTotal?.(total);
                redraw((n) => n + 1);
            },
            (problem) => {
                if (now.stop.signal.aborted) return;
                now.problem = problem;
                redraw((n) => n + 1);
            },
        );
    };
    const again = () => {
        now.problem = undefined;
        now.pages.clear();
        redraw((n) => n + 1);
    };
    return { now, want, again };
}

function cellOf(column: TableColumn, row: Row): ComponentChildren {
    if (column.show) return column.show(row);
    const value = row[column.name];
    return value === null || value === undefined ? "" : plain(String(value));
}

export function Table(props: TableProps) {
    const { caption, columns, sort, onSort, onOpen, isOpen, height = 560, empty } = props;
    const { now, want, again } = usePages(props);
    const box = useRef<HTMLDivElement>(null);
    const [top, setTop] = useState(0);
    const [focus, setFocus] = useState(0);
    const [moved, setMoved] = useState(false);
    const total = now.total ?? 0;
    const first = Math.max(0, Math.floor(top / ROW) - 10);
    const last = Math.min(total, Math.ceil((top + height) / ROW) + 10);

    useEffect(() => {
        want(0);
        for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) want(page);
    });
    useEffect(() => {
        box.current?.scrollTo({ top: 0 });
        setTop(0);
        setFocus(0);
        setMoved(false);
    }, [now.key]);
    /* Scrolling takes rows away and brings them back, and with them the focus; never from elsewhere on the page. */
    useLayoutEffect(() => {
        const at = document.activeElement;
        const ours = !at || at === document.body || box.current?.contains(at);
        if (moved && ours)
            box.current?.querySelector<HTMLElement>(`[data-row="${focus}"]`)?.focus({ preventScroll: true });
    }, [focus, moved, first, last]);

    const go = (to: number) => {
        const row = Math.max(0, Math.min(total - 1, to));
        const view = box.current!;
        const room = view.clientHeight - 2 * ROW;
        if (row * ROW < view.scrollTop) view.scrollTop = row * ROW;
        else if (row * ROW > view.scrollTop + room - ROW) view.scrollTop = row * ROW - room + ROW;
        setFocus(row);
        setMoved(true);
    };
    const onKey = (event: KeyboardEvent) => {
        const page = Math.max(1, Math.floor(box.current!.clientHeight / ROW) - 2);
        const steps: Record<string, number> = {
            ArrowDown: 1,
            ArrowUp: -1,
            PageDown: page,
            PageUp: -page,
            Home: -total,
            End: total,
        };
        const step = steps[event.key];
        if (!(event.target as HTMLElement).dataset.row) return;
        if (step !== undefined) {
            event.preventDefault();
            go(focus + step);
        } else if (event.key === "Enter" && onOpen) {
            const row = now.pages.get(Math.floor(focus / PAGE))?.[focus % PAGE];
            if (row) onOpen(row);
        }
    };

    if (now.problem) return <Failure problem={now.problem} again={again} />;
    if (now.total === 0) return <>{empty ?? <p class="state empty">No rows.</p>}</>;

    const rows = [];
    for (let i = first; i < last; i++) {
        const row = now.pages.get(Math.floor(i / PAGE))?.[i % PAGE];
        rows.push(
            <tr
                key={i}
                data-row={i}
                aria-rowindex={i + 2}
                aria-selected={onOpen ? !!row && !!isOpen?.(row) : undefined}
                tabIndex={i === focus ? 0 : -1}
                class={onOpen ? "opens" : undefined}
                onClick={() => {
                    setFocus(i);
                    if (row && onOpen) onOpen(row);
                }}
            >
                {columns.map((column) => (
                    <td key={column.name} class={column.number ? "number" : undefined}>
                        {row ? cellOf(column, row) : "…"}
                    </td>
                ))}
            </tr>,
        );
    }
    const wide = columns.reduce((sum, column) => sum + column.width, 0);
    return (
        <div
            class="table"
            ref={box}
            style={{ maxHeight: `${height}px`, height: `${Math.min(height, (total + 1) * ROW + 24)}px` }}
            onScroll={(event) => setTop(event.currentTarget.scrollTop)}
            onKeyDown={onKey}
            role="group"
            aria-label={`${caption}, ${now.total === undefined ? "loading" : `${count(total)} rows`}`}
            aria-busy={now.total === undefined}
        >
            <table role="grid" aria-rowcount={total + 1} style={{ minWidth: `${wide}px` }}>
                <caption class="hidden">{caption}</caption>
                <colgroup>
                    {columns.map((column) => (
                        <col key={column.name} style={{ width: `${column.width}px` }} />
                    ))}
                </colgroup>
                <thead>
                    <tr aria-rowindex={1}>
                        {columns.map((column) => (
                            <Heading key={column.name} column={column} sort={sort} onSort={onSort} />
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {first > 0 && <tr aria-hidden="true" style={{ height: `${first * ROW}px` }} />}
                    {rows}
                    {last < total && <tr aria-hidden="true" style={{ height: `${(total - last) * ROW}px` }} />}
                </tbody>
            </table>
        </div>
    );
}

function Heading({ column, sort, onSort }: { column: TableColumn; sort?: string; onSort?: (sort: string) => void }) {
    const up = sort === column.name;
    const down = sort === `-${column.name}`;
    const text = (
        <>
            {column.label}
            {column.unit && <span class="unit"> {column.unit}</span>}
        </>
    );
    return (
        <th
            scope="col"
            title={column.help}
            class={column.number ? "number" : undefined}
            aria-sort={up ? "ascending" : down ? "descending" : onSort ? "none" : undefined}
        >
            {onSort ? (
                <button type="button" class="plain" onClick={() => onSort(up ? `-${column.name}` : column.name)}>
                    {text}
                    <span aria-hidden="true" class="arrow">
                        {up ? "▲" : down ? "▼" : ""}
                    </span>
                </button>
            ) : (
                text
            )}
        </th>
    );
}
