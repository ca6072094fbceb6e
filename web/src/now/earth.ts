/* The Earth as the page draws it: coastlines (Natural Earth, by world-atlas), land as a mask, and where the Sun stands. */
import world from "world-atlas/land-110m.json";

interface Topology {
    arcs: number[][][];
    transform: { scale: [number, number]; translate: [number, number] };
    objects: { land: { geometries: { type: string; arcs: number[][][] | number[][] }[] } };
}

export const EARTH_MM = 6.378137;
export const POLAR_PART = 1 - 1 / 298.257223563;

type Ring = [number, number][]; // degrees east and north

/* TopoJSON: arcs are differences on a grid, rings are lists of arcs, ~n is arc n backwards. */
function rings(): Ring[] {
    const { arcs, transform, objects } = world as unknown as Topology;
    const decoded = arcs.map((arc) => {
        let x = 0;
        let y = 0;
        return arc.map(([dx = 0, dy = 0]): [number, number] => {
            x += dx;
            y += dy;
            return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
        });
    });
    const ringOf = (list: number[]): Ring =>
        list.flatMap((n, i) => {
            const arc = n < 0 ? [...decoded[~n]!].reverse() : decoded[n]!;
            return i === 0 ? arc : arc.slice(1);
        });
    return objects.land.geometries.flatMap((g) =>
        (g.type === "Polygon" ? [g.arcs as number[][]] : (g.arcs as number[][][])).flatMap((p) => p.map(ringOf)),
    );
}

export const land = rings();

/* Rings go on over the 180th meridian. Followed without a jump, one about a pole ends a turn from where it began. */
function unrolled(ring: Ring): Ring {
    let turns = 0;
    const out = ring.map(([lon, lat], i): [number, number] => {
        const step = i === 0 ? 0 : lon - ring[i - 1]![0];
        if (step > 180) turns -= 360;
        if (step < -180) turns += 360;
        return [lon + turns, lat];
    });
    const [first, last] = [out[0]!, out[out.length - 1]!];
    if (Math.abs(last[0] - first[0]) > 180) {
        const pole = first[1] < 0 ? -90 : 90;
        out.push([last[0], pole], [first[0], pole]);
    }
    return out;
}

/** Land on a canvas, the whole Earth from 180 W to 180 E and 90 N to 90 S. */
export function drawLand(context: CanvasRenderingContext2D, width: number, height: number): void {
    const rings = land.map(unrolled);
    for (const shift of [-360, 0, 360]) {
        context.beginPath();
        for (const ring of rings) {
            ring.forEach(([lon, lat], i) => {
                const x = ((lon + shift + 180) / 360) * width;
                const y = ((90 - lat) / 180) * height;
                if (i === 0) context.moveTo(x, y);
                else context.lineTo(x, y);
            });
            context.closePath();
        }
        context.fill("evenodd"); // a sea within land is a ring within a ring
    }
}

export function fixedOf(lon_deg: number, lat_deg: number, raise = 1): [number, number, number] {
    const lon = (lon_deg * Math.PI) / 180;
    const lat = (lat_deg * Math.PI) / 180;
    const r = EARTH_MM * raise;
    return [r * Math.cos(lat) * Math.cos(lon), r * Math.cos(lat) * Math.sin(lon), r * Math.sin(lat) * POLAR_PART];
}

/** Coastlines as pairs of Earth-fixed points, Mm. */
export function coast(): Float32Array {
    const out: number[] = [];
    for (const ring of land)
        for (let i = 1; i < ring.length; i++) {
            const [a, b] = [ring[i - 1]!, ring[i]!];
            out.push(...fixedOf(a[0], a[1], 1.0008), ...fixedOf(b[0], b[1], 1.0008));
        }
    return Float32Array.from(out);
}

/** Meridians and parallels every 30 degrees, as pairs of points. */
export function graticule(): Float32Array {
    const out: number[] = [];
    const line = (at: (k: number) => [number, number], from: number, to: number) => {
        for (let k = from; k < to; k += 3)
            out.push(...fixedOf(...at(k), 1.0004), ...fixedOf(...at(k + 3), 1.0004));
    };
    for (let lon = -180; lon < 180; lon += 30) line((k) => [lon, k], -84, 84);
    for (let lat = -60; lat <= 60; lat += 30) line((k) => [k, lat], -180, 180);
    return Float32Array.from(out);
}

/** Direction of the Sun, mean equator of date; good to 0.01 degrees (Astronomical Almanac, low precision). */
export function sun(at_ms: number): [number, number, number] {
    const days = at_ms / 86_400_000 - 10957.5;
    const rad = Math.PI / 180;
    const mean = (357.528 + 0.9856003 * days) * rad;
    const lon = (280.46 + 0.9856474 * days + 1.915 * Math.sin(mean) + 0.02 * Math.sin(2 * mean)) * rad;
    const tilt = (23.439 - 4e-7 * days) * rad;
    return [Math.cos(lon), Math.cos(tilt) * Math.sin(lon), Math.sin(tilt) * Math.sin(lon)];
}
