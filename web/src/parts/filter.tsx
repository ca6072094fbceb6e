/* Tests that rows must pass, as the API takes them: COLUMN, a sign, a value. */
import { useState } from "preact/hooks";
import { plain } from "./text";

export interface FilterColumn {
    name: string;
    label: string;
    unit?: string;
    number?: boolean;
}

const signs: Record<string, string> = {
    "~": "holds",
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
};

function told(test: string, columns: FilterColumn[]): string {
    const [, name = "", sign = "", value = ""] = /^([A-Z0-9_]+)(!=|<=|>=|=|<|>|~)([^]*)$/.exec(test) ?? [];
    const column = columns.find((one) => one.name === name);
    const shown = value === "" ? "nothing" : plain(value);
    return `${column?.label ?? plain(name || test)} ${signs[sign] ?? ""} ${shown}${value && column?.unit ? ` ${column.unit}` : ""}`;
}

interface FilterProps {
    columns: FilterColumn[];
    where: string[];
    onChange: (where: string[]) => void;
    total?: number;
}

export function Filter({ columns, where, onChange }: FilterProps) {
    const [column, setColumn] = useState(columns[0]!.name);
    const [value, setValue] = useState("");
    const number = columns.find((one) => one.name === column)?.number ?? false;
    const [sign, setSign] = useState(number ? "<" : "~");
    const pick = (name: string) => {
        setColumn(name);
        setSign(columns.find((one) => one.name === name)?.number ? "<" : "~");
    };
    const add = (event: Event) => {
        event.preventDefault();
        const test = `${column}${sign}${value.trim()}`;
        if (!where.includes(test)) onChange([...where, test]);
        setValue("");
    };
    return (
        <div class="filter">
            <form onSubmit={add} aria-label="Filter rows">
                <select aria-label="Column" value={column} onChange={(event) => pick(event.currentTarget.value)}>
                    {columns.map((one) => (
                        <option key={one.name} value={one.name}>
                            {one.label}
                            {one.unit ? ` (${one.unit})` : ""}
                        </option>
                    ))}
                </select>
                <select aria-label="Relation" value={sign} onChange={(event) => setSign(event.currentTarget.value)}>
                    {Object.entries(signs)
                        .filter(([one]) => !number || one !== "~")
                        .map(([one, text]) => (
                            <option key={one} value={one}>
                                {text}
                            </option>
                        ))}
                </select>
                <input
                    aria-label="Value"
                    value={value}
                    inputMode={number ? "decimal" : "text"}
                    onInput={(event) => setValue(event.currentTarget.value)}
                    placeholder="value"
                />
                <button type="submit">Add filter</button>
            </form>
            {where.length > 0 && (
                <ul class="chips" aria-label="Filters in force">
                    {where.map((test) => (
                        <li key={test}>
                            <bdi>{told(test, columns)}</bdi>
                            <button
                                type="button"
                                class="plain"
                                aria-label={`Remove the filter: ${told(test, columns)}`}
                                onClick={() => onChange(where.filter((one) => one !== test))}
                            >
                                ×
                            </button>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}
