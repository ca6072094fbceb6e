/* Text and numbers for people. Names in data are hostile: what cannot be seen, or turns the line about, is shown as a mark. */

const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export function plain(text: string): string {
    return text.replace(unseen, "\ufffd");
}

/* A number with so many decimals, true minus sign, thousands apart by thin spaces. */
export function fixed(value: number, decimals: number): string {
    const [whole = "", part] = Math.abs(value).toFixed(decimals).split(".");
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
    return `${value < 0 && Number(value.toFixed(decimals)) !== 0 ? "\u2212" : ""}${grouped}${part ? `.${part}` : ""}`;
}

export function count(value: number): string {
    return fixed(value, 0);
}

/* A probability or another number over many powers of ten. */
export function scientific(value: number, digits = 3): string {
    if (value === 0 || value === 1) return String(value);
    const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
    const superscript = String(Number(exponent)).replace(/./g, (c) =>
        c === "-" ? "\u207b" : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[Number(c)]!,
    );
    return Number(exponent) === 0 ? mantissa : `${mantissa}\u00b710${superscript}`;
}

/* "2025-09-01 00:05:17" of an ISO instant; the label UTC stands beside it. */
export function utc(iso: string, seconds = true): string {
    return iso.slice(0, seconds ? 19 : 16).replace("T", " ");
}

export const DAY_MS = 86_400_000;

export function ms(iso: string): number {
    return Date.parse(iso.replace(/(\.\d{3})\d+Z$/, "$1Z"));
}

export function iso(time_ms: number): string {
    return new Date(time_ms).toISOString().slice(0, 19) + "Z";
}

/* "3.2 d", "5.0 h", "2 y": how long, roughly. */
export function span(time_ms: number): string {
    const days = Math.abs(time_ms) / DAY_MS;
    if (days >= 730) return `${(days / 365.25).toFixed(1)} y`;
    if (days >= 2) return `${days.toFixed(days >= 20 ? 0 : 1)} d`;
    if (days >= 2 / 24) return `${(days * 24).toFixed(1)} h`;
    return `${Math.max(0, days * 1440).toFixed(0)} min`;
}
