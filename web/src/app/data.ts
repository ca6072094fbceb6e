/* What the store holds, asked once and shared by the shell and the pages. */
import { createContext } from "preact";
import { rows, type Rows } from "../api";
import type { Asked } from "../parts/states";

export interface Store {
    sets: number;
    objects: number;
    first: string | null; /* epochs, ISO */
    last: string | null;
    arrival: string | null;
    findings: number;
}

export async function readStore(signal: AbortSignal): Promise<Store> {
    const { rows: found }: Rows = await rows("sources", {}, { where: ["KIND=store"] }, signal);
    const row = found[0] ?? {};
    return {
        sets: Number(row.RECORDS ?? 0),
        objects: Number(row.OBJECTS ?? 0),
        first: (row.FIRST_EPOCH as string) ?? null,
        last: (row.LAST_EPOCH as string) ?? null,
        arrival: (row.ARRIVAL as string) ?? null,
        findings: Number(row.WARNINGS ?? 0),
    };
}

export const StoreContext = createContext<Asked<Store>>({ again: () => {} });
