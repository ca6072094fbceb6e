/* The colours of the sky in the light and in the dark, and which of the two the reader has. */
import { useEffect, useState } from "preact/hooks";
import { rgb } from "./colours";
import type { Theme } from "./globe";

const themes: Record<"light" | "dark", Theme> = {
    light: {
        sky: rgb("#eef2f5"),
        ocean: rgb("#d3e1ea"),
        land: rgb("#f4f3ec"),
        night: rgb("#8295a8"),
        coast: rgb("#7f909f"),
        grid: rgb("#bccbd6"),
        orbit: rgb("#15202b"),
        ground: rgb("#8a5a00"),
        chosen: rgb("#15202b"),
    },
    dark: {
        sky: rgb("#090d12"),
        ocean: rgb("#14283a"),
        land: rgb("#2c3b43"),
        night: rgb("#05080c"),
        coast: rgb("#587084"),
        grid: rgb("#21364a"),
        orbit: rgb("#ffffff"),
        ground: rgb("#f0b45a"),
        chosen: rgb("#ffffff"),
    },
};

export function useDark(): boolean {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const [dark, setDark] = useState(query.matches);
    useEffect(() => {
        const look = () => setDark(query.matches);
        query.addEventListener("change", look);
        return () => query.removeEventListener("change", look);
    }, []);
    return dark;
}

export function themeOf(dark: boolean): Theme {
    return themes[dark ? "dark" : "light"];
}
